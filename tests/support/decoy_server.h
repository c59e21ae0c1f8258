// SPDX-License-Identifier: Apache-2.0
// Serves sessions of decoys on a loopback port from a thread, so that tests can run real clients against them.
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "core/bytes.h"
#include "core/time.h"
#include "dialogue/session.h"

namespace hitme::tests {

/// Listens on 127.0.0.1 until it is destroyed. One thread, poll(); a connection at a time gets what it sends answered.
class DecoyServer {
 public:
    using Make = std::function<std::unique_ptr<dialogue::Session>(std::uint64_t connection)>;

    /// Port 0: the system's choice, see port(). port() is 0 where listening failed.
    explicit DecoyServer(Make make, std::uint16_t port = 0) : make_(std::move(make)) {
        listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        const int on = 1;
        ::setsockopt(listener_, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        address.sin_port = htons(port);
        socklen_t length = sizeof address;
        auto* generic = reinterpret_cast<sockaddr*>(&address);
        if (::bind(listener_, generic, length) != 0 || ::listen(listener_, 64) != 0) return;
        ::getsockname(listener_, generic, &length);
        port_ = ntohs(address.sin_port);
        stop_ = ::eventfd(0, EFD_CLOEXEC);
        thread_ = std::thread([this] { run(); });
    }
    ~DecoyServer() {
        if (thread_.joinable()) {
            const std::uint64_t one = 1;
            [[maybe_unused]] const auto written = ::write(stop_, &one, sizeof one);
            thread_.join();
        }
        for (Client& client : clients_) ::close(client.socket);
        ::close(listener_);
        if (stop_ >= 0) ::close(stop_);
    }
    DecoyServer(const DecoyServer&) = delete;
    DecoyServer& operator=(const DecoyServer&) = delete;

    std::uint16_t port() const { return port_; }
    std::uint64_t connections() const { return connections_; }
    /// Logons over all connections that have ended.
    std::uint64_t logons() const { return logons_; }
    /// The most that any session held after any of its turns.
    std::size_t largest_memory() const { return largest_memory_; }

 private:
    struct Client {
        int socket = -1;
        std::unique_ptr<dialogue::Session> session;
        bool ended = false;
    };

    static core::Time now() {
        return std::chrono::time_point_cast<core::Duration>(std::chrono::system_clock::now());
    }

    void send_all(Client& client, dialogue::Output& out) {
        for (std::size_t at = 0; at < out.bytes.size();) {
            const auto sent =
                ::send(client.socket, out.bytes.data() + at, out.bytes.size() - at, MSG_NOSIGNAL);
            if (sent <= 0) {
                client.ended = true;
                return;
            }
            at += static_cast<std::size_t>(sent);
        }
        if (out.close) client.ended = true;
        if (client.session->memory() > largest_memory_) largest_memory_ = client.session->memory();
    }

    void accept_one() {
        Client client;
        client.socket = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
        if (client.socket < 0) return;
        client.session = make_(++connections_);
        dialogue::Output out;
        client.session->open(now(), out);
        send_all(client, out);
        clients_.push_back(std::move(client));
    }

    void read_one(Client& client) {
        std::array<std::uint8_t, 64 << 10> buffer{};
        const auto got = ::recv(client.socket, buffer.data(), buffer.size(), 0);
        if (got <= 0) {
            client.ended = true;
            return;
        }
        dialogue::Output out;
        client.session->receive({buffer.data(), static_cast<std::size_t>(got)}, now(), out);
        send_all(client, out);
    }

    void run() {
        while (true) {
            std::vector<pollfd> waiting{{stop_, POLLIN, 0}, {listener_, POLLIN, 0}};
            for (const Client& client : clients_) waiting.push_back({client.socket, POLLIN, 0});
            if (::poll(waiting.data(), waiting.size(), -1) < 0 && errno != EINTR) return;
            if (waiting[0].revents != 0) return;
            for (std::size_t i = 2; i < waiting.size(); ++i)
                if (waiting[i].revents != 0) read_one(clients_[i - 2]);
            std::erase_if(clients_, [this](Client& client) {
                if (!client.ended) return false;
                logons_ += client.session->logons();
                ::close(client.socket);
                return true;
            });
            if (waiting[1].revents != 0) accept_one();
        }
    }

    Make make_;
    int listener_ = -1;
    int stop_ = -1;
    std::uint16_t port_ = 0;
    std::thread thread_;
    std::vector<Client> clients_;
    std::atomic<std::uint64_t> connections_{0};
    std::atomic<std::uint64_t> logons_{0};
    std::atomic<std::size_t> largest_memory_{0};
};

}  // namespace hitme::tests
