// SPDX-License-Identifier: Apache-2.0
#include "app/ctl/live_outbreak.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <memory>
#include <optional>
#include <set>
#include <thread>

#include "runtime/program_runner.h"
#include "runtime/signals.h"

extern char** environ;

namespace hitme::app {
namespace {

using std::chrono::milliseconds;
using Steady = std::chrono::steady_clock;

// TEST-NET-3 (RFC 5737) inside the namespaces: the two ends of the wire.
constexpr std::uint32_t decoy_address = 0xcb007101;
constexpr const char* decoy_text = "203.0.113.1";
constexpr const char* stranger_text = "203.0.113.2";
constexpr const char* device = "wire0";
constexpr core::Duration longest_start = std::chrono::seconds{20};
constexpr core::Duration longest_end = std::chrono::seconds{20};
constexpr int connect_ms = 2'000;
constexpr std::string_view hello = "hello from a simulated stranger\r\n";

std::optional<std::string> ip_program() {
    for (const char* path : {"/usr/sbin/ip", "/sbin/ip", "/usr/bin/ip", "/bin/ip"})
        if (::access(path, X_OK) == 0) return path;
    return std::nullopt;
}

core::Result<void> run_ip(const std::string& ip, std::vector<std::string> words,
                          std::string input = {}) {
    const auto end =
        runtime::run_program({ip, std::move(words), std::move(input), std::chrono::seconds{60}});
    if (!end) return end.error();
    if (end->exit_status != 0)
        return core::error(core::ErrorCode::refused,
                           "network namespace: " + (end->words.empty() ? "ip failed" : end->words));
    return {};
}

// Two namespaces and the wire between them; gone with this.
class Wire {
 public:
    Wire(std::string ip, const std::string& name)
        : ip_(std::move(ip)), decoy_(name + "-decoy"), stranger_(name + "-stranger") {}
    Wire(const Wire&) = delete;
    Wire& operator=(const Wire&) = delete;
    ~Wire() {
        if (has_decoy_) (void)run_ip(ip_, {"netns", "del", decoy_});
        if (has_stranger_) (void)run_ip(ip_, {"netns", "del", stranger_});
    }
    core::Result<void> make(const std::string& addresses) {
        if (auto made = run_ip(ip_, {"netns", "add", decoy_}); !made) return made;
        has_decoy_ = true;
        if (auto made = run_ip(ip_, {"netns", "add", stranger_}); !made) return made;
        has_stranger_ = true;
        const std::string here = std::string(decoy_text) + "/24";
        const std::string there = std::string(stranger_text) + "/24";
        const std::vector<std::vector<std::string>> steps{
            {"link", "add", device, "netns", decoy_, "type", "veth", "peer", "name", device,
             "netns", stranger_},
            {"-n", decoy_, "link", "set", "lo", "up"},
            {"-n", decoy_, "address", "add", here, "dev", device},
            {"-n", decoy_, "link", "set", device, "up"},
            {"-n", stranger_, "address", "add", there, "dev", device},
            {"-n", stranger_, "link", "set", device, "up"},
            // By way of one address: the table of neighbours does not hold thousands.
            {"-n", decoy_, "route", "add", "198.18.0.0/15", "via", stranger_text}};
        for (const auto& step : steps)
            if (auto made = run_ip(ip_, step); !made) return made;
        return run_ip(ip_, {"-n", stranger_, "-batch", "-"}, addresses);
    }
    const std::string& decoy() const { return decoy_; }
    const std::string& stranger() const { return stranger_; }

 private:
    std::string ip_;
    std::string decoy_;
    std::string stranger_;
    bool has_decoy_ = false;
    bool has_stranger_ = false;
};

// The sensor in its namespace; asked to end, then made to, with this.
class SensorProcess {
 public:
    SensorProcess() = default;
    SensorProcess(const SensorProcess&) = delete;
    SensorProcess& operator=(const SensorProcess&) = delete;
    ~SensorProcess() { end(); }
    core::Result<void> start(std::vector<std::string> words) {
        std::vector<char*> pointers;
        for (auto& word : words) pointers.push_back(word.data());
        pointers.push_back(nullptr);
        const int failed =
            ::posix_spawn(&process_, pointers[0], nullptr, nullptr, pointers.data(), environ);
        if (failed == 0) return {};
        process_ = -1;
        return core::error(core::ErrorCode::not_found, words[0] + ": cannot be started");
    }
    bool is_running() {
        if (process_ > 0 && ::waitpid(process_, nullptr, WNOHANG) == process_) process_ = -1;
        return process_ > 0;
    }
    void end() {
        if (!is_running()) return;
        ::kill(process_, SIGTERM);
        const auto until = Steady::now() + longest_end;
        while (is_running()) {
            if (Steady::now() >= until) {
                ::kill(process_, SIGKILL);
                ::waitpid(process_, nullptr, 0);
                process_ = -1;
                return;
            }
            std::this_thread::sleep_for(milliseconds{20});
        }
    }

 private:
    pid_t process_ = -1;
};

// One connection from that address, with a few bytes; true when it stood.
bool contact(const core::Address& source, std::uint16_t port) {
    const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (socket < 0) return false;
    const auto address = [](std::uint32_t value, std::uint16_t number) {
        sockaddr_in made{};
        made.sin_family = AF_INET;
        made.sin_addr.s_addr = htonl(value);
        made.sin_port = htons(number);
        return made;
    };
    const sockaddr_in from = address(source.v4_value(), 0);
    const sockaddr_in to = address(decoy_address, port);
    bool stood = false;
    if (::bind(socket, reinterpret_cast<const sockaddr*>(&from), sizeof from) == 0) {
        (void)::connect(socket, reinterpret_cast<const sockaddr*>(&to), sizeof to);
        pollfd wait{socket, POLLOUT, 0};
        int failed = 1;
        socklen_t size = sizeof failed;
        stood = ::poll(&wait, 1, connect_ms) == 1 &&
                ::getsockopt(socket, SOL_SOCKET, SO_ERROR, &failed, &size) == 0 && failed == 0;
        if (stood) (void)::send(socket, hello.data(), hello.size(), MSG_NOSIGNAL);
    }
    ::close(socket);
    return stood;
}

std::uint64_t count_lines(const std::string& path, std::string_view holding) {
    std::ifstream in{path};
    std::uint64_t count = 0;
    for (std::string line; std::getline(in, line);)
        count += line.find(holding) != std::string::npos ? 1u : 0u;
    return count;
}

// On a thread of its own, which enters the strangers' namespace and stays there.
void play(const LiveOutbreak& outbreak, int space, const std::atomic<bool>& stop,
          LiveResult& result, bool& entered) {
    entered = ::setns(space, CLONE_NEWNET) == 0;
    if (!entered) return;
    const auto began = Steady::now();
    for (const auto& planned : outbreak.plan) {
        while (!stop && Steady::now() < began + planned.after)
            std::this_thread::sleep_for(std::min<Steady::duration>(
                milliseconds{50}, began + planned.after - Steady::now()));
        if (stop) return;
        ++result.tried;
        if (contact(planned.source, outbreak.port)) ++result.connected;
    }
}

}  // namespace

std::vector<PlannedContact> plan_contacts(const SimulatedLog& log, core::Duration lasting) {
    std::vector<PlannedContact> plan;
    const core::Time from = log.window_from.value_or(log.start);
    const double span = static_cast<double>(std::max<std::int64_t>((log.now - from).count(), 1));
    const double length =
        static_cast<double>(std::clamp(lasting, core::Duration{1}, max_live_duration).count());
    std::set<core::Address> sources;
    std::uint32_t nameless = 0;
    for (const auto& row : log.rows) {
        if (row.at < from || row.at >= log.now) continue;
        if (plan.size() == max_live_contacts) break;
        const auto source = simulated_source(row.source ? *row.source : nameless++);
        // Beyond the measuring range there are no addresses here.
        if (!source.is_v4() || (source.v4_value() >> 17) != (0xc6120000u >> 17)) continue;
        if (!sources.contains(source)) {
            if (sources.size() == max_live_sources) continue;
            sources.insert(source);
        }
        const double part = static_cast<double>((row.at - from).count()) / span;
        plan.push_back({core::Duration{static_cast<std::int64_t>(part * length)}, source});
    }
    return plan;
}

std::string address_lines(const std::vector<PlannedContact>& plan, const std::string& on) {
    std::set<core::Address> sources;
    for (const auto& planned : plan) sources.insert(planned.source);
    std::string lines;
    for (const auto& source : sources)
        lines += "address add " + source.to_string() + "/32 dev " + on + "\n";
    return lines;
}

core::Result<LiveResult> run_live_outbreak(const LiveOutbreak& outbreak) {
    if (::geteuid() != 0)
        return core::error(core::ErrorCode::refused,
                           "simulate --live makes network namespaces, which only root may");
    const auto ip = ip_program();
    if (!ip) return core::error(core::ErrorCode::not_found, "ip (package iproute2) is missing");
    std::error_code failed;
    const auto beside = std::filesystem::read_symlink("/proc/self/exe", failed).parent_path();
    const std::string sensor = (beside / "hitme-sensor").string();
    if (::access(sensor.c_str(), X_OK) != 0)
        return core::error(core::ErrorCode::not_found, sensor + " is missing");
    auto signals = runtime::Signals::open();
    if (!signals) return signals.error();

    const std::string name = "hitme-live-" + std::to_string(::getpid());
    Wire wire{*ip, name};
    if (auto made = wire.make(address_lines(outbreak.plan, device)); !made) return made.error();

    std::string settings_path =
        (std::filesystem::temp_directory_path() / (name + "-XXXXXX")).string();
    const int settings_file = ::mkstemp(settings_path.data());
    if (settings_file < 0) return core::error(core::ErrorCode::io, settings_path + ": not made");
    ::close(settings_file);
    const auto removed = [](const std::string* path) {
        std::error_code ignored;
        std::filesystem::remove(*path, ignored);
    };
    const std::unique_ptr<const std::string, decltype(removed)> guard{&settings_path, removed};
    std::ofstream(settings_path) << "[sensor]\nname = \"live-1\"\n\n[[honeypoint]]\nports = ["
                                 << outbreak.port << "]\naddresses = [\"" << decoy_text << "\"]\n";

    const std::uint64_t had = count_lines(outbreak.output, "\"kind\":\"contact\"");
    const std::uint64_t beats = count_lines(outbreak.output, "\"kind\":\"heartbeat\"");
    SensorProcess process;
    if (auto started = process.start({*ip, "netns", "exec", wire.decoy(), sensor, "--config",
                                      settings_path, "--output", outbreak.output});
        !started)
        return started.error();
    // Its first heartbeat says that it listens.
    const auto until = Steady::now() + longest_start;
    while (count_lines(outbreak.output, "\"kind\":\"heartbeat\"") == beats) {
        if (!process.is_running() || Steady::now() >= until)
            return core::error(core::ErrorCode::io, "the sensor did not start");
        std::this_thread::sleep_for(milliseconds{50});
    }

    const std::string space_path = "/run/netns/" + wire.stranger();
    const int space = ::open(space_path.c_str(), O_RDONLY | O_CLOEXEC);
    if (space < 0) return core::error(core::ErrorCode::refused, space_path + ": cannot be entered");
    LiveResult result;
    std::set<core::Address> sources;
    for (const auto& planned : outbreak.plan) sources.insert(planned.source);
    result.sources = sources.size();
    std::atomic<bool> stop{false};
    std::atomic<bool> done{false};
    bool entered = false;
    std::thread strangers{[&] {
        play(outbreak, space, stop, result, entered);
        done = true;
    }};
    while (!done)
        if (signals->wait(milliseconds{100})) stop = true;
    strangers.join();
    ::close(space);
    if (!entered) return core::error(core::ErrorCode::refused, "a namespace cannot be entered");
    result.interrupted = stop;
    // The last contact is told when its connection ended.
    const auto told = Steady::now() + std::chrono::seconds{5};
    do {
        result.seen = count_lines(outbreak.output, "\"kind\":\"contact\"") - had;
        if (result.seen >= result.connected) break;
        std::this_thread::sleep_for(milliseconds{100});
    } while (Steady::now() < told);
    process.end();
    result.seen = count_lines(outbreak.output, "\"kind\":\"contact\"") - had;
    return result;
}

}  // namespace hitme::app
