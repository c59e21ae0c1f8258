// SPDX-License-Identifier: Apache-2.0
// The decoys against real clients on loopback.
#include "sensor/decoy/decoys.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <condition_variable>
#include <functional>
#include <map>
#include <mutex>
#include <thread>

#include "core/random.h"
#include "runtime/confinement.h"
#include "support/loopback.h"

namespace hitme::sensor {
namespace {

using namespace std::chrono_literals;

/// Keeps what the decoys give, and lets a test wait for it.
class Gathered : public Outbox {
 public:
    bool offer(event::Event& event) override {
        if (within) within();
        {
            const std::lock_guard lock{mutex_};
            if (full_) {
                // Aggregates of a minute that just ended may be offered too; they are not counted here.
                if (const auto* contact = std::get_if<event::Contact>(&event))
                    refused_ += contact->limit.empty() ? 1 : 0;
                came_.notify_all();
                return false;
            }
            events_.push_back(std::move(event));
        }
        came_.notify_all();
        return true;
    }
    void settle() override {}
    void set_full(bool full) {
        const std::lock_guard lock{mutex_};
        full_ = full;
    }
    /// Waits until that many contacts were refused.
    void wait_refused(int count) {
        std::unique_lock lock{mutex_};
        EXPECT_TRUE(came_.wait_for(lock, 20s, [&] { return refused_ >= count; }));
    }
    /// Waits until `enough` says so of the contacts so far.
    template <class Enough>
    std::vector<event::Contact> wait(Enough&& enough, std::chrono::seconds most = 20s) {
        std::unique_lock lock{mutex_};
        std::vector<event::Contact> contacts;
        const bool came = came_.wait_for(lock, most, [&] {
            contacts.clear();
            for (const auto& event : events_)
                if (const auto* contact = std::get_if<event::Contact>(&event))
                    contacts.push_back(*contact);
            return enough(contacts);
        });
        EXPECT_TRUE(came) << "after " << contacts.size() << " contacts";
        return contacts;
    }
    template <class Kind>
    std::vector<Kind> all() {
        const std::lock_guard lock{mutex_};
        std::vector<Kind> out;
        for (const auto& event : events_)
            if (const auto* kind = std::get_if<Kind>(&event)) out.push_back(*kind);
        return out;
    }
    std::vector<event::Heartbeat> heartbeats() { return all<event::Heartbeat>(); }
    /// Runs on the decoys' own thread, where a decoy gives away what it saw.
    std::function<void()> within;

 private:
    std::mutex mutex_;
    std::condition_variable came_;
    std::vector<event::Event> events_;
    bool full_ = false;
    int refused_ = 0;
};

class Running {
 public:
    explicit Running(SensorSettings settings, bool syn_watch = false,
                     std::function<void()> within = {}) {
        outbox.within = std::move(within);
        auto listeners = bind_listeners(settings);
        core::check(listeners.has_value(), "the listeners bind");
        std::optional<SynWatch> watch;
        if (syn_watch) {
            auto opened = SynWatch::open();
            if (opened) watch = std::move(*opened);
        }
        answering_ = listeners->answering_datagrams();
        decoys_ =
            std::make_unique<Decoys>(settings, std::move(*listeners), std::move(watch), 77, outbox);
        // As in the programs: what a decoy would need beyond its sockets fails here.
        thread_ = std::thread([this] {
            EXPECT_TRUE(runtime::confine_decoys(answering_));
            EXPECT_TRUE(decoys_->run());
        });
    }
    ~Running() { stop(); }
    void stop() {
        if (!thread_.joinable()) return;
        decoys_->stop();
        thread_.join();
    }
    const DecoyCounters& counters() const { return decoys_->counters(); }
    Gathered outbox;

 private:
    std::unique_ptr<Decoys> decoys_;
    std::vector<int> answering_;
    std::thread thread_;
};

SensorSettings on_port(std::uint16_t port) {
    SensorSettings settings;
    settings.name = "test";
    HoneyPoint point;
    point.ports = {{port, port}};
    point.addresses = {*core::Address::parse("127.0.0.1"), *core::Address::parse("::1")};
    settings.honeypoints = {point};
    return settings;
}

/// What the kernel says to calls that a decoy taken over would make. Each fails without the confinement as well, but for another
/// reason, so that nothing happens should they be let through.
struct Refusals {
    int open = 0;
    int execute = 0;
    int connect = 0;
    int socket = 0;
};
Refusals try_to_get_out() {
    Refusals told;
    const auto error_of = [](int result) { return result < 0 ? errno : 0; };
    told.open = error_of(::open("/no such file", O_RDONLY | O_CLOEXEC));
    char program[] = "/no such program";
    char* arguments[] = {program, nullptr};
    told.execute = error_of(::execve(program, arguments, arguments + 1));
    const sockaddr_in nowhere{};
    told.connect =
        error_of(::connect(-1, reinterpret_cast<const sockaddr*>(&nowhere), sizeof nowhere));
    told.socket = error_of(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, -1));
    return told;
}

auto at_least(std::size_t count) {
    return
        [count](const std::vector<event::Contact>& contacts) { return contacts.size() >= count; };
}

void expect_law(const event::Heartbeat& beat) {
    std::map<std::string, std::uint64_t> counters;
    for (const auto& counter : beat.counters) counters[counter.name] = counter.value;
    EXPECT_EQ(counters["accepted"],
              counters["reported"] + counters["open"] + counters["aggregated"]);
    std::uint64_t by_reason = 0;
    for (const auto& [name, value] : counters)
        if (name.starts_with("aggregated_")) by_reason += value;
    EXPECT_EQ(counters["aggregated"], by_reason);
}

// The issue's own words: an attempted open, exec or connect from a decoy is refused.
TEST(Decoys, CannotOpenRunOrConnectToAnything) {
    const Refusals outside = try_to_get_out();
    EXPECT_EQ(outside.open, ENOENT);
    EXPECT_EQ(outside.execute, ENOENT);
    EXPECT_EQ(outside.connect, EBADF);
    EXPECT_EQ(outside.socket, EINVAL);

    const std::uint16_t port = tests::free_port();
    std::mutex mutex;
    std::vector<Refusals> all;
    {
        Running running{on_port(port), false, [&] {
                            const std::lock_guard lock{mutex};
                            all.push_back(try_to_get_out());
                        }};
        tests::Client client{"127.0.0.1", port};
        client.send("hello");
        client.finish_sending();
        EXPECT_EQ(running.outbox.wait(at_least(1)).size(), 1u);
    }
    const std::lock_guard lock{mutex};
    ASSERT_FALSE(all.empty());
    for (const Refusals& within : all) {
        EXPECT_EQ(within.open, EPERM);
        EXPECT_EQ(within.execute, EPERM);
        EXPECT_EQ(within.connect, EPERM);
        EXPECT_EQ(within.socket, EPERM);
    }
}

TEST(Decoys, KeepExactlyTheBytesThatWereSent) {
    const auto port = tests::free_port();
    auto settings = on_port(port);
    settings.limits.contacts_per_source_and_minute = 10'000;
    settings.limits.connections_per_source = 2'000;
    Running running{settings};
    core::Random random{11};
    std::map<std::uint16_t, std::string> sent;
    constexpr std::size_t probes = 1000;  // C-01: 1,000 random payloads of 0 to 4,096 bytes
    std::size_t taken = 0;
    for (std::size_t i = 0; i < probes; ++i) {
        std::string payload(random.below(4097), '\0');
        for (auto& byte : payload) byte = static_cast<char>(random.next());
        tests::Client client{i % 2 == 0 ? "127.0.0.1" : "::1", port};
        ASSERT_TRUE(client.connected());
        // Two families may use the same port number: keep the first.
        const std::uint16_t key = client.port();
        if (!sent.contains(key)) ++taken;
        client.send(payload);
        client.finish_sending();
        if (sent.contains(key)) {
            sent.erase(key);
            --taken;
        } else {
            sent.emplace(key, payload);
        }
    }
    const auto contacts = running.outbox.wait(at_least(probes));
    EXPECT_EQ(contacts.size(), probes);
    std::map<std::uint16_t, int> seen;
    for (const auto& contact : contacts) {
        EXPECT_NE(contact.ending, event::Ending::open);
        EXPECT_EQ(contact.ending, event::Ending::peer_closed);
        EXPECT_EQ(contact.destination.is_v4(), contact.source.is_v4());
        const auto found = sent.find(contact.source_port);
        if (found == sent.end()) continue;
        EXPECT_EQ(core::as_text(contact.first_bytes), found->second);
        EXPECT_EQ(contact.bytes_in, found->second.size());
        EXPECT_EQ(contact.handshake, found->second.empty() ? event::Handshake::completed
                                                           : event::Handshake::sent_data);
        ++seen[contact.source_port];
    }
    EXPECT_EQ(seen.size(), sent.size());
    running.stop();
    expect_law(running.outbox.heartbeats().back());
    EXPECT_EQ(running.counters().accepted, probes);
}

// What a capture of it would tell: the options of Linux's connect() are MSS, SACK, timestamps and a window scale (tcp(7)).
TEST(Decoys, TellWhoConnectsAndSaysNothingByTheShapeOfTheSyn) {
    const auto port = tests::free_port();
    for (const char* address : {"127.0.0.1", "::1"}) {
        Running running{on_port(port)};
        tests::Client silent{address, port};
        ASSERT_TRUE(silent.connected());
        silent.close();
        const auto contacts = running.outbox.wait([](const auto& seen) {
            return !seen.empty() && seen.back().ending != event::Ending::open;
        });
        const event::Contact& contact = contacts.back();
        EXPECT_EQ(contact.handshake, event::Handshake::completed);
        EXPECT_EQ(contact.stage, event::Stage::scan);
        ASSERT_EQ(contact.labels.size(), 1u) << address;
        EXPECT_EQ(contact.labels[0].name, "operating system connect");
        EXPECT_EQ(contact.labels[0].grade, event::Grade::consistent);  // no repeat was seen
        ASSERT_FALSE(contact.decoded.empty());
        EXPECT_TRUE(contact.decoded[0].value.starts_with("connected and sent nothing: "))
            << contact.decoded[0].value;
        const auto options =
            std::find_if(contact.decoded.begin(), contact.decoded.end(),
                         [](const event::Decoded& fact) { return fact.name == "tcp.syn_options"; });
        ASSERT_NE(options, contact.decoded.end());
        EXPECT_TRUE(options->value.starts_with("M")) << options->value;
    }
}

TEST(Decoys, TellASourceThatSpokeByItsWordsAlone) {
    const auto port = tests::free_port();
    Running running{on_port(port)};
    tests::Client client{"127.0.0.1", port};
    ASSERT_TRUE(client.connected());
    client.send("hello");
    client.close();
    const auto contacts = running.outbox.wait([](const auto& seen) {
        return !seen.empty() && seen.back().ending != event::Ending::open;
    });
    EXPECT_TRUE(contacts.back().labels.empty());
}

TEST(Decoys, NameEachEndingRight) {
    const auto port = tests::free_port();
    auto settings = on_port(port);
    settings.limits.idle = 700ms;
    settings.limits.bytes_per_connection = 1000;
    Running running{settings};
    std::map<std::uint16_t, event::Ending> want;
    tests::Client orderly{"127.0.0.1", port};
    want[orderly.port()] = event::Ending::peer_closed;
    orderly.send("hello");
    orderly.close();
    tests::Client resetting{"127.0.0.1", port};
    want[resetting.port()] = event::Ending::reset;
    resetting.send("hello");
    tests::Client silent{"127.0.0.1", port};
    want[silent.port()] = event::Ending::idle;
    tests::Client loud{"127.0.0.1", port};
    want[loud.port()] = event::Ending::limit;
    loud.send(std::string(1500, 'x'));
    EXPECT_TRUE(loud.ended(5000));
    resetting.reset();
    EXPECT_TRUE(silent.ended(5000));
    const auto ended = [](const std::vector<event::Contact>& contacts) {
        return std::count_if(contacts.begin(), contacts.end(),
                             [](const auto& c) { return c.ending != event::Ending::open; }) == 4;
    };
    for (const auto& contact : running.outbox.wait(ended)) {
        if (contact.ending == event::Ending::open) continue;
        EXPECT_EQ(event::name_of(contact.ending), event::name_of(want[contact.source_port]));
    }
}

TEST(Decoys, ReportAHeldConnectionWithinASecondAndCompleteItOnce) {
    const auto port = tests::free_port();
    Running running{on_port(port)};
    tests::Client client{"127.0.0.1", port};
    const auto start = std::chrono::steady_clock::now();
    client.send("first");
    const auto early = running.outbox.wait(at_least(1));
    EXPECT_LE(std::chrono::steady_clock::now() - start, 1s);
    EXPECT_EQ(early[0].ending, event::Ending::open);
    EXPECT_EQ(core::as_text(early[0].first_bytes), "first");
    client.send("more");
    client.finish_sending();
    const auto both = running.outbox.wait(at_least(2));
    ASSERT_EQ(both.size(), 2u);
    EXPECT_EQ(both[1].ending, event::Ending::peer_closed);
    EXPECT_EQ(both[1].sequence, both[0].sequence);
    EXPECT_EQ(core::as_text(both[1].first_bytes), "firstmore");
    running.stop();
    EXPECT_EQ(running.counters().reported, 1u);
}

TEST(Decoys, ReportASilentHeldConnectionAndCompleteItWhenStopped) {
    const auto port = tests::free_port();
    Running running{on_port(port)};
    tests::Client client{"127.0.0.1", port};
    const auto early = running.outbox.wait(at_least(1));
    EXPECT_EQ(early[0].handshake, event::Handshake::completed);
    EXPECT_EQ(early[0].ending, event::Ending::open);
    running.stop();
    const auto both = running.outbox.wait(at_least(2));
    EXPECT_EQ(both[1].ending, event::Ending::ours);
    EXPECT_EQ(both[1].sequence, both[0].sequence);
}

TEST(Decoys, CountWhatIsOverALimitInsteadOfDroppingIt) {
    const auto port = tests::free_port();
    auto settings = on_port(port);
    settings.limits.connections_per_source = 3;
    Running running{settings};
    std::vector<std::unique_ptr<tests::Client>> held;
    for (int i = 0; i < 10; ++i)
        held.push_back(std::make_unique<tests::Client>("127.0.0.1", port, "127.0.0.9"));
    for (int i = 3; i < 10; ++i) EXPECT_TRUE(held[static_cast<std::size_t>(i)]->ended(5000));
    running.stop();
    std::uint64_t aggregated = 0;
    std::uint64_t single = 0;
    for (const auto& contact : running.outbox.wait(at_least(4))) {
        if (contact.ending == event::Ending::open) continue;
        if (contact.limit.empty()) {
            ++single;
            continue;
        }
        EXPECT_EQ(contact.limit, "connections_per_source");
        EXPECT_EQ(contact.source.to_string(), "127.0.0.9");
        EXPECT_EQ(contact.destination_port, port);
        aggregated += contact.count;
    }
    EXPECT_EQ(single, 3u);
    EXPECT_EQ(aggregated, 7u);
    expect_law(running.outbox.heartbeats().back());
}

TEST(Decoys, CountIntoAnAggregateWhileTheOutboxIsFull) {
    const auto port = tests::free_port();
    auto settings = on_port(port);
    Running running{settings};
    running.outbox.set_full(true);
    for (int i = 0; i < 20; ++i) {
        tests::Client client{"127.0.0.1", port};
        client.send("x");
        client.finish_sending();
        EXPECT_TRUE(client.ended(5000));
    }
    running.outbox.wait_refused(20);
    running.outbox.set_full(false);
    running.stop();
    std::uint64_t total = 0;
    for (const auto& contact : running.outbox.wait(at_least(1))) {
        EXPECT_EQ(contact.limit, "queue");
        total += contact.count;
    }
    EXPECT_EQ(total, 20u);
    expect_law(running.outbox.heartbeats().back());
}

TEST(Decoys, SurviveTheLackOfDescriptorsWithoutSpinning) {
    const auto port = tests::free_port();
    Running running{on_port(port)};
    // Clients first, then the limit falls below what the decoys would need.
    rlimit before{};
    ::getrlimit(RLIMIT_NOFILE, &before);
    std::vector<std::unique_ptr<tests::Client>> held;
    for (int i = 0; i < 5; ++i) held.push_back(std::make_unique<tests::Client>("127.0.0.1", port));
    running.outbox.wait(at_least(5));
    const int next = ::dup(0);
    ::close(next);
    std::vector<runtime::Descriptor> sockets;
    for (int i = 0; i < 20; ++i)
        sockets.emplace_back(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    rlimit low = before;
    low.rlim_cur = static_cast<rlim_t>(sockets.back().get()) + 1;
    ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &low), 0);
    for (auto& socket : sockets) {
        runtime::SocketAddress peer{*core::Address::parse("127.0.0.1"), port};
        EXPECT_EQ(::connect(socket.get(), peer.get(), peer.length), 0);
    }
    // Each is taken off the queue, counted and closed.
    for (auto& socket : sockets) {
        pollfd wait{socket.get(), POLLIN, 0};
        EXPECT_GT(::poll(&wait, 1, 10'000), 0);
    }
    rusage start{};
    ::getrusage(RUSAGE_SELF, &start);
    ::usleep(300'000);  // what is measured is that nothing happens in this time
    rusage end{};
    ::getrusage(RUSAGE_SELF, &end);
    ::setrlimit(RLIMIT_NOFILE, &before);
    const auto cpu_us = [](const rusage& use) {
        return (use.ru_utime.tv_sec + use.ru_stime.tv_sec) * 1'000'000L + use.ru_utime.tv_usec +
               use.ru_stime.tv_usec;
    };
    EXPECT_LT(cpu_us(end) - cpu_us(start), 100'000);
    running.stop();
    EXPECT_EQ(running.counters().refused_by[static_cast<std::size_t>(Refusal::descriptors)], 20u);
    expect_law(running.outbox.heartbeats().back());
}

TEST(Decoys, ReportUdpExchangesAndNeverAnswer) {
    const auto port = tests::free_port();
    auto settings = on_port(port);
    settings.honeypoints[0].transport = event::Transport::udp;
    settings.limits.udp_exchange = 300ms;
    Running running{settings};
    tests::Client client{"127.0.0.1", port, "", SOCK_DGRAM};
    client.send("ping");
    client.send("pong");
    const auto contacts = running.outbox.wait(at_least(1));
    EXPECT_EQ(contacts[0].packets, 2u);
    EXPECT_EQ(core::as_text(contacts[0].first_bytes), "pingpong");
    EXPECT_EQ(contacts[0].handshake, event::Handshake::datagram);
    EXPECT_EQ(contacts[0].destination.to_string(), "127.0.0.1");
    EXPECT_EQ(client.receive(100), "");
}

TEST(Decoys, ReportAUdpExchangeWithinASecondWhileItGoesOnAndCompleteItOnce) {
    const auto port = tests::free_port();
    auto settings = on_port(port);
    settings.honeypoints[0].transport = event::Transport::udp;
    Running running{settings};
    tests::Client client{"127.0.0.1", port, "", SOCK_DGRAM};
    const auto began = std::chrono::steady_clock::now();
    client.send("ping");
    const auto early = running.outbox.wait(at_least(1));
    EXPECT_LT(std::chrono::steady_clock::now() - began, 1s);
    EXPECT_EQ(early[0].ending, event::Ending::open);
    client.send("pong");
    const auto both = running.outbox.wait(at_least(2));
    EXPECT_EQ(both[1].sequence, early[0].sequence);
    EXPECT_EQ(both[1].ending, event::Ending::idle);
    EXPECT_EQ(both[1].bytes_in, 8u);
    running.stop();
    EXPECT_EQ(running.counters().reported, 1u);
    expect_law(running.outbox.heartbeats().back());
}

TEST(Decoys, SeeAConnectionOnceAlthoughItsSynWasSeenToo) {
    if (!SynWatch::open()) GTEST_SKIP() << "no right to open packet sockets";
    const auto port = tests::free_port();
    Running running{on_port(port), true};
    for (int i = 0; i < 50; ++i) {
        tests::Client client{i % 2 == 0 ? "127.0.0.1" : "::1", port};
        client.send("x");
        client.finish_sending();
        EXPECT_TRUE(client.ended(5000));
    }
    running.stop();
    const auto contacts = running.outbox.wait(at_least(50));
    EXPECT_EQ(contacts.size(), 50u);
    for (const auto& contact : contacts) {
        EXPECT_EQ(contact.handshake, event::Handshake::sent_data);
        EXPECT_EQ(contact.packets, 1u);
    }
}

TEST(Decoys, SayTheirBannerAndNothingElse) {
    const auto port = tests::free_port();
    auto settings = on_port(port);
    settings.honeypoints[0].mode = Mode::banner;
    settings.honeypoints[0].persona = "ftp";
    Running running{settings};
    tests::Client client{"127.0.0.1", port};
    const std::string banner = client.receive(5000);
    EXPECT_TRUE(banner.starts_with("220")) << banner;  // RFC 959 section 5.4: 220 service ready
    client.send("USER root\r\n");
    EXPECT_EQ(client.receive(200), "");
    client.close();
    running.stop();
    std::uint64_t out = 0;
    for (const auto& contact : running.outbox.wait(at_least(1))) out = contact.bytes_out;
    EXPECT_EQ(out, banner.size());
}

TEST(Decoys, AnswerWhereTheyAreToldToAndTellTheStory) {
    const auto port = tests::free_port();
    auto settings = on_port(port);
    settings.honeypoints[0].mode = Mode::answer;
    settings.honeypoints[0].protocol = "http";
    Running running{settings};
    tests::Client client{"127.0.0.1", port};
    client.send("GET /robots.txt HTTP/1.0\r\nUser-Agent: probe/1\r\n\r\n");
    const std::string answer = client.receive(5000);
    EXPECT_TRUE(answer.starts_with("HTTP/1.")) << answer;  // RFC 9112 section 4: status line
    EXPECT_TRUE(client.ended(5000));
    running.stop();
    const auto contact = running.outbox.wait(at_least(1)).back();
    EXPECT_EQ(contact.protocol, "http");
    EXPECT_EQ(contact.ending, event::Ending::ours);
    EXPECT_GE(contact.bytes_out, answer.size());
    bool told = false;
    for (const auto& fact : contact.decoded)
        told = told ||
               (fact.name == "operation" && fact.value.find("/robots.txt") != std::string::npos);
    EXPECT_TRUE(told);
    expect_law(running.outbox.heartbeats().back());
}

TEST(Decoys, TellTheStageThatWasReachedAndCountRefusedLogonsOverConnections) {
    const auto port = tests::free_port();
    auto settings = on_port(port);
    settings.honeypoints[0].mode = Mode::answer;
    settings.honeypoints[0].protocol = "ftp";
    settings.honeypoints[0].persona = "vsftpd";
    Running running{settings};
    for (int i = 0; i < 6; ++i) {
        tests::Client client{"127.0.0.1", port};
        EXPECT_NE(client.receive(5000), "");
        client.send("USER root\r\n");
        EXPECT_TRUE(client.receive(5000).starts_with("331"));  // RFC 959 section 5.4
        client.send("PASS guess" + std::to_string(i) + "\r\n");
        EXPECT_TRUE(client.receive(5000).starts_with("530"));
    }
    running.stop();
    std::map<std::uint64_t, event::Stage> stages;
    for (const auto& contact : running.outbox.wait(at_least(6)))
        stages[contact.sequence] = contact.stage;
    ASSERT_EQ(stages.size(), 6u);
    // Five distinct credentials within a minute are brute force: the fifth and the sixth connection.
    EXPECT_LT(stages.begin()->second, event::Stage::brute_force);
    EXPECT_EQ(stages.rbegin()->second, event::Stage::brute_force);
}

TEST(Decoys, CallLogonsGuessingByTheOperatorsNumbers) {
    const auto port = tests::free_port();
    auto settings = on_port(port);
    settings.honeypoints[0].mode = Mode::answer;
    settings.honeypoints[0].protocol = "ftp";
    settings.honeypoints[0].persona = "vsftpd";
    settings.guessing.distinct = 2;
    settings.guessing.spray_accounts = 2;
    Running running{settings};
    for (const char* user : {"root", "admin"}) {
        tests::Client client{"127.0.0.1", port};
        EXPECT_NE(client.receive(5000), "");
        client.send("USER " + std::string(user) + "\r\n");
        EXPECT_TRUE(client.receive(5000).starts_with("331"));
        client.send("PASS guess\r\n");
        EXPECT_TRUE(client.receive(5000).starts_with("530"));
    }
    running.stop();
    std::map<std::uint64_t, event::Contact> told;
    for (const auto& contact : running.outbox.wait(at_least(2))) told[contact.sequence] = contact;
    ASSERT_EQ(told.size(), 2u);
    EXPECT_LT(told.begin()->second.stage, event::Stage::brute_force);
    const event::Contact& last = told.rbegin()->second;
    EXPECT_EQ(last.stage, event::Stage::brute_force);
    EXPECT_TRUE(std::any_of(last.labels.begin(), last.labels.end(), [](const event::Label& label) {
        return label.name == "password spraying";
    }));
}

TEST(Decoys, HearAnotherProtocolThanTheirOwn) {
    const auto port = tests::free_port();
    auto settings = on_port(port);
    settings.honeypoints[0].mode = Mode::answer;
    settings.honeypoints[0].protocol = "smb";
    Running running{settings};
    {
        tests::Client client{"127.0.0.1", port};
        client.send("GET / HTTP/1.0\r\n\r\n");
        client.finish_sending();
        EXPECT_TRUE(client.ended(5000));
    }
    running.stop();
    EXPECT_EQ(running.outbox.wait(at_least(1)).back().protocol, "http");
}

TEST(Decoys, AnswerDatagramsWithNoMoreThanCame) {
    const auto port = tests::free_port();
    auto settings = on_port(port);
    settings.honeypoints[0].transport = event::Transport::udp;
    settings.honeypoints[0].mode = Mode::answer;
    settings.honeypoints[0].protocol = "ntp";
    Running running{settings};
    tests::Client client{"127.0.0.1", port, "", SOCK_DGRAM};
    // RFC 5905 section 7.3: leap 0, version 4, mode 3 (client), then 47 zero bytes.
    client.send(std::string("\x23") + std::string(47, '\0'));
    const std::string answer = client.receive(5000);
    ASSERT_EQ(answer.size(), 48u);
    EXPECT_EQ(answer[0] & 7, 4);  // mode 4: server
    running.stop();
    EXPECT_EQ(running.counters().datagrams_answered, 1u);
    EXPECT_EQ(running.counters().bytes_out, 48u);
}

TEST(Decoys, ListenInSilenceWhenConversationsHoldTooMuch) {
    const auto port = tests::free_port();
    auto settings = on_port(port);
    settings.honeypoints[0].mode = Mode::answer;
    settings.honeypoints[0].protocol = "ftp";
    settings.limits.answer_memory_bytes = 1;
    Running running{settings};
    tests::Client first{"127.0.0.1", port};
    EXPECT_TRUE(first.receive(5000).starts_with("220"));  // RFC 959 section 5.4
    tests::Client second{"127.0.0.1", port};
    second.send("USER x\r\n");
    EXPECT_EQ(second.receive(300), "");
    second.close();
    first.close();
    running.stop();
    EXPECT_EQ(running.counters().talks_without_room, 1u);
    EXPECT_GE(running.outbox.wait(at_least(2)).size(), 2u);
}

TEST(Decoys, SayThatTheyJoinedAndLeftAndBeatAtBothEnds) {
    auto settings = on_port(tests::free_port());
    settings.network_class = "consumer";
    Running running{settings};
    running.stop();
    const auto changes = running.outbox.all<event::SensorChange>();
    ASSERT_EQ(changes.size(), 2u);
    EXPECT_EQ(changes[0].change, event::Change::joined);
    EXPECT_EQ(changes[0].network_class, "consumer");
    EXPECT_EQ(changes[0].signals.size(), 1u);
    EXPECT_EQ(changes[1].change, event::Change::left);
    const auto beats = running.outbox.heartbeats();
    ASSERT_EQ(beats.size(), 2u);
    EXPECT_EQ(beats[0].listeners, 2u);
    EXPECT_EQ(beats[0].signals.size(), 1u);
    for (const auto& beat : beats) expect_law(beat);
}

}  // namespace
}  // namespace hitme::sensor
