// SPDX-License-Identifier: Apache-2.0
// Starts real receivers for tests of what sends: see tests/receivers/README.md. Each ends with its object.
#pragma once

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <arpa/inet.h>
#include <netinet/in.h>

#include <array>
#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <fstream>
#include <optional>
#include <string>
#include <vector>

namespace hitme::tests {

/// A program that prints lines and ends when its standard input does (or when killed, at the end of this object).
class Receiver {
 public:
    explicit Receiver(std::vector<std::string> words) {
        std::array<int, 2> in{};
        std::array<int, 2> out{};
        if (::pipe2(in.data(), O_CLOEXEC) != 0 || ::pipe2(out.data(), O_CLOEXEC) != 0) return;
        child_ = ::fork();
        if (child_ == 0) {
            ::dup2(in[0], 0);
            ::dup2(out[1], 1);
            std::vector<char*> arguments;
            for (std::string& word : words) arguments.push_back(word.data());
            arguments.push_back(nullptr);
            ::execv(arguments[0], arguments.data());
            ::_exit(127);
        }
        ::close(in[0]);
        ::close(out[1]);
        input_ = in[1];
        output_ = out[0];
    }
    Receiver(const Receiver&) = delete;
    Receiver& operator=(const Receiver&) = delete;
    ~Receiver() {
        if (child_ <= 0) return;
        ::kill(child_, SIGKILL);
        ::waitpid(child_, nullptr, 0);
        ::close(input_);
        ::close(output_);
    }

    /// The next line, or nothing within `wait`.
    std::optional<std::string> line(std::chrono::milliseconds wait = std::chrono::seconds{15}) {
        const auto end = std::chrono::steady_clock::now() + wait;
        for (;;) {
            if (const auto at = text_.find('\n'); at != std::string::npos) {
                std::string line = text_.substr(0, at);
                text_.erase(0, at + 1);
                return line;
            }
            const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
                end - std::chrono::steady_clock::now());
            pollfd ready{output_, POLLIN, 0};
            if (left.count() <= 0 || ::poll(&ready, 1, static_cast<int>(left.count())) <= 0)
                return {};
            std::array<char, 4096> buffer{};
            const ssize_t got = ::read(output_, buffer.data(), buffer.size());
            if (got <= 0) return {};
            text_.append(buffer.data(), static_cast<std::size_t>(got));
        }
    }
    /// The port of its first line "listening PORT"; 0 where it did not start.
    std::uint16_t port() {
        if (port_) return *port_;
        const auto first = line();
        port_ = first && first->starts_with("listening ")
                    ? static_cast<std::uint16_t>(std::atoi(first->c_str() + 10))
                    : std::uint16_t{0};
        return *port_;
    }
    bool started() { return line_is_listening(); }

 private:
    bool line_is_listening() {
        const auto first = line();
        return first && first->starts_with("listening");
    }
    pid_t child_ = -1;
    int input_ = -1;
    int output_ = -1;
    std::string text_;
    std::optional<std::uint16_t> port_;
};

inline std::vector<std::string> receiver_words(const std::string& script,
                                               std::vector<std::string> more = {}) {
    std::vector<std::string> words{"/usr/bin/python3",
                                   std::string(HITME_SOURCE_DIR) + "/tests/receivers/" + script};
    words.insert(words.end(), more.begin(), more.end());
    return words;
}

/// A certificate for localhost and 127.0.0.1 that signs itself: also the CA file of who trusts it.
struct Certificate {
    std::string file;
    std::string key;
    explicit Certificate(const std::string& folder,
                         const std::string& names = "DNS:localhost,IP:127.0.0.1")
        : file(folder + "/certificate.pem"), key(folder + "/key.pem") {
        const std::string command =
            "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 "
            "-subj /CN=test -addext subjectAltName=" +
            names + " -keyout " + key + " -out " + file + " >/dev/null 2>&1";
        good = std::system(command.c_str()) == 0;
    }
    bool good = false;
};

/// A port that was free a moment ago.
inline std::uint16_t free_port(int type) {
    const int socket = ::socket(AF_INET, type, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    ::bind(socket, reinterpret_cast<sockaddr*>(&address), sizeof address);
    socklen_t size = sizeof address;
    ::getsockname(socket, reinterpret_cast<sockaddr*>(&address), &size);
    ::close(socket);
    return ntohs(address.sin_port);
}

/// rsyslogd with one input ("udp", "tcp" or "tls") that writes each message, taken apart by it, as one JSON line.
class Rsyslog {
 public:
    Rsyslog(const std::string& folder, const std::string& over, const Certificate* certificate)
        : port_(free_port(over == "udp" ? SOCK_DGRAM : SOCK_STREAM)) {
        std::ofstream settings(folder + "/rsyslog.conf");
        settings << "global(workDirectory=\"" << folder << "\" maxMessageSize=\"64k\"";
        if (over == "tls")
            settings << " defaultNetstreamDriver=\"ossl\" defaultNetstreamDriverCAFile=\""
                     << certificate->file << "\" defaultNetstreamDriverCertFile=\""
                     << certificate->file << "\" defaultNetstreamDriverKeyFile=\""
                     << certificate->key << "\"";
        settings << ")\n";
        if (over == "udp")
            settings << "module(load=\"imudp\")\ninput(type=\"imudp\" address=\"127.0.0.1\" port=\""
                     << port_ << "\" ruleset=\"out\")\n";
        else
            settings << "module(load=\"imtcp\""
                     << (over == "tls" ? " StreamDriver.Name=\"ossl\" StreamDriver.Mode=\"1\" "
                                         "StreamDriver.AuthMode=\"anon\""
                                       : "")
                     << ")\ninput(type=\"imtcp\" address=\"127.0.0.1\" port=\"" << port_
                     << "\" ruleset=\"out\")\n";
        settings << "template(name=\"line\" type=\"list\" option.jsonf=\"on\") {\n"
                    "property(outname=\"severity\" name=\"syslogseverity-text\" format=\"jsonf\")\n"
                    "property(outname=\"app\" name=\"app-name\" format=\"jsonf\")\n"
                    "property(outname=\"id\" name=\"msgid\" format=\"jsonf\")\n"
                    "property(outname=\"data\" name=\"structured-data\" format=\"jsonf\")\n"
                    "property(outname=\"text\" name=\"msg\" format=\"jsonf\")\n}\n"
                    "ruleset(name=\"out\") { action(type=\"omfile\" file=\"/dev/stdout\" "
                    "template=\"line\") }\n";
        settings.close();
        process_.emplace(std::vector<std::string>{"/usr/sbin/rsyslogd", "-n", "-f",
                                                  folder + "/rsyslog.conf", "-i",
                                                  folder + "/rsyslog.pid"});
        wait_for_socket(over == "udp");
    }
    std::uint16_t port() const { return port_; }
    std::optional<std::string> line(std::chrono::milliseconds wait = std::chrono::seconds{15}) {
        return process_->line(wait);
    }
    bool listens() const { return listens_; }

 private:
    /// The kernel's own table says when it listens.
    void wait_for_socket(bool datagrams) {
        std::array<char, 16> wanted{};
        std::snprintf(wanted.data(), wanted.size(), "0100007F:%04X", port_);
        for (int turn = 0; turn < 300 && !listens_; ++turn) {
            std::ifstream table(datagrams ? "/proc/net/udp" : "/proc/net/tcp");
            for (std::string row; std::getline(table, row);)
                if (row.find(wanted.data()) != std::string::npos &&
                    (datagrams || row.find(" 0A ") != std::string::npos))
                    listens_ = true;
            if (!listens_) ::poll(nullptr, 0, 20);
        }
    }
    std::uint16_t port_;
    bool listens_ = false;
    std::optional<Receiver> process_;
};

}  // namespace hitme::tests
