// SPDX-License-Identifier: Apache-2.0
#include "sensor/decoy/decoys.h"

#include <netinet/in.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <set>

#include "dialogue/made_up_host.h"
#include "runtime/secret_number.h"
#include "runtime/socket_address.h"
#include "sensor/decoy/datagrams.h"
#include "sensor/personas.h"
#include "sensor/story_fields.h"
#include "wire/first_bytes.h"

namespace hitme::sensor {
namespace {

using namespace std::chrono_literals;

constexpr core::Duration report_after_accept =
    800ms;  // the issue: within 1 s; the rest is for the link
constexpr core::Duration report_after_byte = 500ms;
constexpr std::uint32_t answers_per_exchange = 16;  // ours
constexpr core::Duration pause_for = 100ms;
constexpr core::Duration heartbeat_retry = 1s;  // while the outbox is full
constexpr std::size_t read_bytes = 64 << 10;
constexpr int accepts_per_turn = 64;
constexpr int datagrams_per_turn = 64;
constexpr int syn_batches_per_turn = 64;
constexpr std::size_t events_per_turn = 512;

// An epoll tag: what it is, which one, and for connections the generation.
enum class Kind : std::uint64_t { stop, tcp_listener, udp_listener, syn, connection };

std::uint64_t make_tag(Kind kind, std::uint32_t index, std::uint32_t generation = 0) {
    return (static_cast<std::uint64_t>(kind) << 56) |
           (static_cast<std::uint64_t>(generation & 0xFFFFFF) << 32) | index;
}
Kind kind_of(std::uint64_t tag) {
    return static_cast<Kind>(tag >> 56);
}
std::uint32_t index_of(std::uint64_t tag) {
    return static_cast<std::uint32_t>(tag);
}
std::uint32_t generation_of(std::uint64_t tag) {
    return static_cast<std::uint32_t>((tag >> 32) & 0xFFFFFF);
}

}  // namespace

Decoys::Decoys(const SensorSettings& settings, Listeners listeners,
               std::optional<SynWatch> syn_watch, std::uint64_t epoch, Outbox& outbox)
    : settings_(settings),
      listeners_(std::move(listeners)),
      syn_watch_(std::move(syn_watch)),
      epoch_(epoch),
      outbox_(outbox),
      stop_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)),
      admission_(settings_.limits, runtime::secret_number()),
      aggregates_(settings_.limits.aggregates),
      exchanges_(settings_.limits, runtime::secret_number()),
      pending_syns_(runtime::secret_number()),
      guessing_(runtime::secret_number(), settings_.guessing),
      logon_tries_(runtime::secret_number()),
      buffer_(read_bytes),
      identity_seed_(persona_seed(settings_.name, settings_.machine)),
      random_(runtime::secret_number()) {}

Decoys::~Decoys() {
    connections_.each([this](std::uint32_t slot) { ::close(connections_.at(slot).socket); });
}

void Decoys::stop() {
    const std::uint64_t one = 1;
    // Nothing can be done when this fails, and it does not: an eventfd takes 2^64 - 2 of these.
    [[maybe_unused]] const auto written = ::write(stop_.get(), &one, sizeof one);
}

Decoys::Now Decoys::read_clocks() {
    return {std::chrono::time_point_cast<core::Duration>(std::chrono::system_clock::now()),
            std::chrono::steady_clock::now()};
}

void Decoys::watch(int descriptor, std::uint64_t tag, std::uint32_t events) {
    epoll_event event{};
    event.events = events;
    event.data.u64 = tag;
    ::epoll_ctl(epoll_.get(), EPOLL_CTL_ADD, descriptor, &event);
}

core::Result<void> Decoys::set_up() {
    epoll_ = runtime::Descriptor{::epoll_create1(EPOLL_CLOEXEC)};
    reserve_ = runtime::Descriptor{::eventfd(0, EFD_CLOEXEC)};
    if (!epoll_ || !stop_ || !reserve_)
        return core::error(core::ErrorCode::network, std::string("epoll: ") + std::strerror(errno));
    watch(stop_.get(), make_tag(Kind::stop, 0), EPOLLIN);
    for (std::uint32_t i = 0; i < listeners_.bound.size(); ++i) {
        const Listener& listener = listeners_.bound[i];
        const Kind kind =
            listener.transport == event::Transport::udp ? Kind::udp_listener : Kind::tcp_listener;
        watch(listener.socket.get(), make_tag(kind, i), EPOLLIN);
    }
    if (syn_watch_) {
        for (std::uint32_t i = 0; i < syn_watch_->sockets().size(); ++i)
            watch(syn_watch_->sockets()[i].get(), make_tag(Kind::syn, i), EPOLLIN);
    }
    return {};
}

core::Result<void> Decoys::run() {
    if (auto ready = set_up(); !ready) return ready;
    const Now start = read_clocks();
    started_ = last_heartbeat_ = start.ticks;
    booted_ = dialogue::made_up_boot(identity_seed_, start.wall);
    prepare_sessions();
    announce(event::Change::joined, start);
    heartbeat(start);
    outbox_.settle();

    std::array<epoll_event, events_per_turn> events;
    while (!stopping_) {
        const int count =
            ::epoll_wait(epoll_.get(), events.data(), events_per_turn, wait_milliseconds());
        if (count < 0 && errno != EINTR)
            return core::error(core::ErrorCode::network,
                               std::string("epoll_wait: ") + std::strerror(errno));
        const std::span<const epoll_event> ready{events.data(),
                                                 count < 0 ? 0 : static_cast<std::size_t>(count)};
        // SYNs first: the SYN of a connection that is accepted below has come before it.
        for (const epoll_event& event : ready)
            if (kind_of(event.data.u64) == Kind::syn)
                receive_syns(index_of(event.data.u64), read_clocks());
        for (const epoll_event& event : ready) {
            const std::uint32_t index = index_of(event.data.u64);
            switch (kind_of(event.data.u64)) {
                case Kind::stop:
                    stopping_ = true;
                    break;
                case Kind::syn:
                    break;
                case Kind::tcp_listener:
                    accept_some(index);
                    break;
                case Kind::udp_listener:
                    receive_datagrams(index, read_clocks());
                    break;
                case Kind::connection:
                    if (index >= (1u << 31) ||
                        !connections_.holds(index, generation_of(event.data.u64)))
                        break;
                    if (connections_.at(index).waits_to_send &&
                        (!send_some(index, read_clocks()) || connections_.at(index).waits_to_send))
                        break;
                    read_some(index, (event.events & EPOLLRDHUP) != 0, read_clocks());
                    break;
            }
        }
        run_timers(read_clocks());
        outbox_.settle();
    }

    const Now end = read_clocks();
    connections_.each([&](std::uint32_t slot) { finish(slot, event::Ending::ours, end); });
    exchanges_.drain(Ticks::max(),
                     [&](event::Contact& contact) { report_or_aggregate(contact, end.wall); });
    pending_syns_.drain(Ticks::max(), [&](event::Contact& contact, const auto& attempt) {
        settle_syn(contact, attempt, end.wall);
    });
    retry_completions();
    counters_.completions_lost += completions_.size();
    drain_aggregates(core::Time::max());
    announce(event::Change::left, end);
    heartbeat(end);
    outbox_.settle();
    return {};
}

int Decoys::wait_milliseconds() const {
    const bool waiting = connections_.open() > 0 || exchanges_.open() > 0 ||
                         pending_syns_.waiting() > 0 || !paused_.empty() || !completions_.empty();
    return waiting ? 100 : 1000;
}

// ---- TCP ----

void Decoys::accept_some(std::uint32_t listener) {
    for (int turn = 0; turn < accepts_per_turn; ++turn) {
        runtime::SocketAddress peer;
        const int socket = ::accept4(listeners_.bound[listener].socket.get(), peer.get(),
                                     &peer.length, SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (socket >= 0) {
            admit(listener, socket, peer.address(), peer.port(), read_clocks());
            continue;
        }
        switch (errno) {
            case EAGAIN:
                return;
            case EINTR:
                continue;
            case EMFILE:
            case ENFILE:
            case ENOBUFS:
            case ENOMEM:
                shed_one(listener);
                return;
            default:
                ++counters_.accept_errors;
                continue;  // ECONNABORTED and network errors: the next one
        }
    }
}

// No descriptor is left. Waiting would leave the listener readable and the loop spinning, so the reserve is given up to
// take one connection off the queue, which is counted and closed.
void Decoys::shed_one(std::uint32_t listener) {
    ++counters_.accept_errors;
    const Now now = read_clocks();
    if (!reserve_) reserve_ = runtime::Descriptor{::eventfd(0, EFD_CLOEXEC)};
    if (!reserve_) return pause(listener, now.ticks);
    reserve_.reset();
    const Listener& at = listeners_.bound[listener];
    runtime::SocketAddress peer;
    runtime::Descriptor socket{
        ::accept4(at.socket.get(), peer.get(), &peer.length, SOCK_NONBLOCK | SOCK_CLOEXEC)};
    if (socket) {
        ++counters_.accepted;
        match_syn({peer.address(), peer.port(), at.port}, now);
        aggregate(peer.address(), {event::Transport::tcp, at.port}, event::Handshake::completed,
                  Refusal::descriptors, now.wall);
    } else {
        pause(listener, now.ticks);
    }
    socket.reset();
    reserve_ = runtime::Descriptor{::eventfd(0, EFD_CLOEXEC)};
}

// The kernel queued the SYN before it let the connection be accepted; when it is not known yet, it waits to be read.
std::uint32_t Decoys::match_syn(const FlowKey& flow, Now now) {
    if (!syn_watch_) return 0;
    if (const std::uint32_t packets = pending_syns_.accepted(flow)) return packets;
    receive_syns(flow.source.is_v4() ? 0 : 1, now);
    return pending_syns_.accepted(flow);
}

void Decoys::pause(std::uint32_t listener, Ticks now) {
    epoll_event event{};
    event.data.u64 = make_tag(Kind::tcp_listener, listener);
    ::epoll_ctl(epoll_.get(), EPOLL_CTL_MOD, listeners_.bound[listener].socket.get(), &event);
    paused_.push_back({listener, now + pause_for});
}

void Decoys::admit(std::uint32_t listener, int socket, const core::Address& source,
                   std::uint16_t source_port, Now now) {
    const Listener& at = listeners_.bound[listener];
    ++counters_.accepted;
    const std::uint32_t syn_packets = match_syn({source, source_port, at.port}, now);
    const Refusal refusal = admission_.enter(source, now.wall);
    if (refusal != Refusal::none) {
        aggregate(source, {event::Transport::tcp, at.port}, event::Handshake::completed, refusal,
                  now.wall);
        ::close(socket);
        return;
    }
    const std::uint32_t slot = connections_.make();
    Connection& connection = connections_.at(slot);
    connection.socket = socket;
    connection.listener = listener;
    connection.source = source;
    connection.source_port = source_port;
    connection.accepted_at = now.wall;
    connection.accepted = connection.active = now.ticks;
    connection.syn_packets = syn_packets;
    if (at.banner) {
        const ssize_t sent =
            ::send(socket, at.banner->data(), at.banner->size(), MSG_NOSIGNAL | MSG_DONTWAIT);
        if (sent > 0) {
            connection.bytes_out = static_cast<std::uint32_t>(sent);
            counters_.bytes_out += static_cast<std::uint64_t>(sent);
        }
    }
    begin_talk(slot, now);
    connections_.enqueue(Queue::lifetime, slot);
    connections_.enqueue(Queue::idle, slot);
    connections_.enqueue(Queue::first_report, slot);
    if (connections_.at(slot).talk && !send_some(slot, now)) return;
    // A probe's bytes, and often its end, are there by now: then the poll set is never touched.
    if (!connections_.at(slot).waits_to_send && !read_some(slot, false, now)) return;
    watch(socket, make_tag(Kind::connection, slot, connections_.at(slot).generation),
          connections_.at(slot).waits_to_send ? EPOLLOUT : EPOLLIN | EPOLLRDHUP);
}

// A first client must not wait for keys: all others would, too.
void Decoys::prepare_sessions() {
    std::set<const Answering*> done;
    for (const Listener& at : listeners_.bound) {
        if (!at.answering || !done.insert(at.answering.get()).second) continue;
        const auto session = dialogue::make_session(at.answering->protocol, at.answering->persona,
                                                    surroundings_at(at, Ends{}));
        if (session) session->prepare();
    }
}

dialogue::Surroundings Decoys::surroundings_at(const Listener& at, const Ends& ends) {
    dialogue::Surroundings surroundings;
    surroundings.local = ends.local;
    surroundings.peer = ends.peer;
    surroundings.local_port = at.port;
    surroundings.peer_port = ends.peer_port;
    surroundings.random_seed = random_.next();
    surroundings.identity_seed = identity_seed_;
    surroundings.booted = booted_;
    surroundings.smb = &at.answering->smb;
    surroundings.smb_hosts = &smb_hosts_;
    return surroundings;
}

void Decoys::begin_talk(std::uint32_t slot, Now now) {
    Connection& connection = connections_.at(slot);
    const Listener& at = listeners_.bound[connection.listener];
    if (!at.answering) return;
    if (talk_memory_ >= settings_.limits.answer_memory_bytes) {
        ++counters_.talks_without_room;
        return;
    }
    dialogue::Surroundings surroundings =
        surroundings_at(at, Ends{own_address(slot), connection.source, connection.source_port});
    surroundings.connection = ++talks_of_port_[at.port];
    surroundings.earlier_logons = logon_tries_.of(connection.source.source_key());
    auto session =
        dialogue::make_session(at.answering->protocol, at.answering->persona, surroundings);
    if (!session) return;
    connection.talk = std::make_unique<Talk>(std::move(session), at.answering->protocol,
                                             settings_.limits.answer_bytes_per_connection);
    connection.talk->between(connection.source, own_address(slot));
    connection.talk->open(now);
    count_talk(slot);
}

void Decoys::count_talk(std::uint32_t slot) {
    Connection& connection = connections_.at(slot);
    talk_memory_ -= connection.talk_memory;
    connection.talk_memory =
        connection.talk ? static_cast<std::uint32_t>(connection.talk->memory()) : 0;
    talk_memory_ += connection.talk_memory;
}

bool Decoys::send_some(std::uint32_t slot, Now now) {
    Connection& connection = connections_.at(slot);
    Talk& talk = *connection.talk;
    const auto wait_for = [&](std::uint32_t events) {
        epoll_event event{};
        event.events = events;
        event.data.u64 = make_tag(Kind::connection, slot, connection.generation);
        ::epoll_ctl(epoll_.get(), EPOLL_CTL_MOD, connection.socket, &event);
    };
    while (!talk.output().empty()) {
        const core::Bytes waiting = talk.output();
        const ssize_t count =
            ::send(connection.socket, waiting.data(), waiting.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
        if (count < 0 && errno == EINTR) continue;
        if (count < 0 && errno == EAGAIN) {
            if (!connection.waits_to_send) wait_for(EPOLLOUT);
            connection.waits_to_send = true;
            return true;
        }
        if (count < 0) {
            finish(slot, event::Ending::reset, now);
            return false;
        }
        talk.sent(static_cast<std::size_t>(count));
        connection.bytes_out += static_cast<std::uint32_t>(count);
        counters_.bytes_out += static_cast<std::uint64_t>(count);
    }
    if (talk.over()) {
        if (talk.cut()) ++counters_.answers_cut;
        finish(slot, talk.cut() ? event::Ending::limit : event::Ending::ours, now);
        return false;
    }
    if (connection.waits_to_send) wait_for(EPOLLIN | EPOLLRDHUP);
    connection.waits_to_send = false;
    return true;
}

bool Decoys::read_some(std::uint32_t slot, bool closing, Now now) {
    constexpr int reads_per_turn = 8;
    for (int turn = 0; turn < reads_per_turn; ++turn) {
        const ssize_t count =
            ::recv(connections_.at(slot).socket, buffer_.data(), buffer_.size(), 0);
        if (count == 0) {
            finish(slot, event::Ending::peer_closed, now);
            return false;
        }
        if (count < 0) {
            if (errno == EAGAIN) return true;
            if (errno == EINTR) continue;
            finish(slot, event::Ending::reset, now);
            return false;
        }
        on_bytes(slot, {buffer_.data(), static_cast<std::size_t>(count)}, now);
        if (connections_.at(slot).talk) {
            if (!send_some(slot, now)) return false;
            if (connections_.at(slot).waits_to_send) return true;
        }
        if (connections_.at(slot).bytes_in >= settings_.limits.bytes_per_connection) {
            finish(slot, event::Ending::limit, now);
            return false;
        }
        // The peer's end had come before this read, so a short read has emptied the socket.
        if (closing && static_cast<std::size_t>(count) < buffer_.size()) {
            finish(slot, event::Ending::peer_closed, now);
            return false;
        }
    }
    return true;
}

void Decoys::on_bytes(std::uint32_t slot, core::Bytes bytes, Now now) {
    Connection& connection = connections_.at(slot);
    if (connection.bytes_in == 0) {
        connection.first_byte = now.ticks;
        connections_.dequeue(Queue::first_report, slot);
        connections_.enqueue(Queue::byte_report, slot);
    }
    connection.bytes_in += bytes.size();
    counters_.bytes_in += bytes.size();
    connection.active = now.ticks;
    connections_.enqueue(Queue::idle, slot);
    if (connection.talk) {
        connection.talk->receive(bytes, now);
        count_talk(slot);
    }

    const std::size_t kept = connection.first_bytes.size();
    const std::size_t room =
        settings_.limits.first_bytes - std::min<std::size_t>(settings_.limits.first_bytes, kept);
    const std::size_t take = std::min(room, bytes.size());
    if (take == 0) return;
    if (captured_bytes_ + take > settings_.limits.capture_memory_bytes) {
        ++counters_.captures_clipped;
        return;
    }
    connection.first_bytes.reserve(kept + take);
    connection.first_bytes.insert(connection.first_bytes.end(), bytes.begin(),
                                  bytes.begin() + static_cast<std::ptrdiff_t>(take));
    captured_bytes_ += take;
}

// ---- UDP and bare SYNs ----

void Decoys::receive_datagrams(std::uint32_t listener, Now now) {
    const Listener& at = listeners_.bound[listener];
    for (int turn = 0; turn < datagrams_per_turn; ++turn) {
        runtime::SocketAddress peer;
        iovec vector{buffer_.data(), buffer_.size()};
        alignas(cmsghdr) std::array<char, 128> control;
        msghdr message{};
        message.msg_name = peer.get();
        message.msg_namelen = peer.length;
        message.msg_iov = &vector;
        message.msg_iovlen = 1;
        message.msg_control = control.data();
        message.msg_controllen = control.size();
        const ssize_t count = ::recvmsg(at.socket.get(), &message, MSG_DONTWAIT);
        if (count < 0) return;
        ++counters_.datagrams;
        counters_.bytes_in += static_cast<std::uint64_t>(count);
        core::Address destination = at.address;
        for (cmsghdr* part = CMSG_FIRSTHDR(&message); part != nullptr;
             part = CMSG_NXTHDR(&message, part)) {
            if (part->cmsg_level == IPPROTO_IP && part->cmsg_type == IP_PKTINFO) {
                in_pktinfo info;
                std::memcpy(&info, CMSG_DATA(part), sizeof info);
                destination = core::Address::v4(ntohl(info.ipi_addr.s_addr));
            } else if (part->cmsg_level == IPPROTO_IPV6 && part->cmsg_type == IPV6_PKTINFO) {
                in6_pktinfo info;
                std::memcpy(&info, CMSG_DATA(part), sizeof info);
                destination = core::Address::v6(info.ipi6_addr.s6_addr);
            }
        }
        const Exchanges::Key key{peer.address(), destination, peer.port(), at.port};
        const core::Bytes payload{buffer_.data(), static_cast<std::size_t>(count)};
        if (exchanges_.knows(key)) {
            exchanges_.add(key, payload, now);
            answer_datagram(at, key, payload, now);
            continue;
        }
        ++counters_.accepted;
        Refusal refusal = admission_.note(key.source, now.wall);
        if (refusal == Refusal::none && !exchanges_.add(key, payload, now))
            refusal = Refusal::connections_total;
        if (refusal == Refusal::none) {
            answer_datagram(at, key, payload, now);
        } else {
            aggregate(key.source, {event::Transport::udp, at.port}, event::Handshake::datagram,
                      refusal, now.wall);
        }
    }
}

// The source of a datagram may be forged: what goes there is never more than came in its name, and ends after a few.
void Decoys::answer_datagram(const Listener& at, const Exchanges::Key& key, core::Bytes payload,
                             Now now) {
    if (!at.answering || exchanges_.packets(key) > answers_per_exchange) return;
    const auto answer = dialogue::answer_datagram(
        at.answering->protocol, at.answering->persona, payload, now.wall,
        surroundings_at(at, Ends{key.destination, key.source, key.source_port}));
    if (!answer || answer->empty() || answer->size() > payload.size()) return;
    if (!send_datagram(at.socket.get(), key.destination, key.source, key.source_port, *answer))
        return;
    ++counters_.datagrams_answered;
    counters_.bytes_out += answer->size();
    exchanges_.note_answer(key, answer->size());
}

void Decoys::receive_syns(std::uint32_t index, Now now) {
    for (int turn = 0; turn < syn_batches_per_turn; ++turn) {
        const std::size_t count =
            syn_watch_->read(index, listeners_.tcp_ports, [&](const Syn& syn) {
                ++counters_.syn_packets;
                const auto noted = pending_syns_.note(syn.flow, syn.destination, now, syn.seen);
                if (noted != PendingSyns::Noted::no_room) return;
                ++counters_.accepted;
                aggregate(syn.flow.source, {event::Transport::tcp, syn.flow.destination_port},
                          event::Handshake::syn_only, Refusal::syn_table, now.wall);
            });
        if (count < SynWatch::batch_packets) return;
    }
}

// ---- reporting ----

core::Address Decoys::own_address(std::uint32_t slot) {
    const Connection& connection = connections_.at(slot);
    const Listener& at = listeners_.bound[connection.listener];
    if (!at.address.is_unspecified() && at.address != core::Address::v4(0)) return at.address;
    runtime::SocketAddress own;
    if (::getsockname(connection.socket, own.get(), &own.length) != 0) return at.address;
    return own.address();
}

event::Contact Decoys::describe(std::uint32_t slot) {
    Connection& connection = connections_.at(slot);
    const Listener& at = listeners_.bound[connection.listener];
    event::Contact contact;
    contact.sequence = connection.sequence;
    contact.seen_at = connection.accepted_at;
    contact.transport = event::Transport::tcp;
    contact.source = connection.source;
    contact.source_port = connection.source_port;
    contact.destination = own_address(slot);
    contact.destination_port = at.port;
    contact.handshake =
        connection.bytes_in > 0 ? event::Handshake::sent_data : event::Handshake::completed;
    contact.bytes_in = connection.bytes_in;
    contact.bytes_out = connection.bytes_out;
    contact.packets = connection.syn_packets;
    return contact;
}

void Decoys::stamp(event::Contact& contact) {
    contact.sensor = settings_.name;
    contact.epoch = epoch_;
    if (contact.sequence == 0) contact.sequence = next_sequence_++;
    if (contact.origin.empty()) contact.origin = "honeypoint";
    if (contact.count == 1) {
        if (contact.protocol.empty())
            contact.protocol =
                wire::guess_protocol(contact.first_bytes, contact.transport == event::Transport::udp
                                                              ? wire::Carrier::datagram
                                                              : wire::Carrier::stream);
        contact.stage = std::max(contact.stage,
                                 contact.bytes_in > 0 ? event::Stage::probe : event::Stage::scan);
        // A talk has told its own story; what nobody answered is told by its first bytes.
        if (contact.decoded.empty() && contact.labels.empty()) tell_first_bytes(contact);
    }
}

// Refused logons count once, at the end: the story of an early report is not over.
void Decoys::tell_talk(const Talk& talk, Telling telling, event::Contact& contact) {
    recognition::Story story = talk.story();
    if (telling == Telling::whole) logon_tries_.add(contact.source.source_key(), talk.logons());
    if (telling == Telling::whole && !story.failed_logons.empty())
        if (const auto guessing =
                guessing_.add(contact.source.source_key(), story.protocol, story.failed_logons))
            recognition::add_guessing(story, *guessing, settings_.guessing);
    tell(story, contact);
}

void Decoys::tell_silence(std::uint32_t slot, const Syn& syn, event::Contact& contact) {
    const Connection& connection = connections_.at(slot);
    recognition::Attempt attempt{contact.source,
                                 contact.destination,
                                 contact.destination_port,
                                 {syn.seen},
                                 1,
                                 recognition::Answered::completed};
    attempt.syns.front().at = connection.accepted_at;
    // How often it was sent is known where SYNs are watched; when, is not kept.
    attempt.syn_count = std::max(attempt.syn_count, connection.syn_packets);
    recognition::Story story = recognition::story_of_attempt(attempt);
    if (connection.talk) {
        // What the decoy itself said first, as an SSH server does.
        recognition::Story said = connection.talk->story();
        story.protocol = std::move(said.protocol);
        story.facts.insert(story.facts.end(), said.facts.begin(), said.facts.end());
    }
    tell(story, contact);
}

void Decoys::report_early(std::uint32_t slot, Now) {
    Connection& connection = connections_.at(slot);
    event::Contact contact = describe(slot);
    contact.first_bytes = connection.first_bytes;
    if (connection.talk) tell_talk(*connection.talk, Telling::so_far, contact);
    const std::uint64_t sequence = offer_early(std::move(contact));
    if (sequence == 0) return;
    connection.sequence = sequence;
    connection.reported = true;
}

std::uint64_t Decoys::offer_early(event::Contact contact) {
    contact.ending = event::Ending::open;
    contact.ended_at.reset();
    const bool fresh = contact.sequence == 0;
    stamp(contact);
    const std::uint64_t sequence = contact.sequence;
    event::Event event{std::move(contact)};
    if (!outbox_.offer(event)) {
        if (fresh) --next_sequence_;
        return 0;
    }
    ++counters_.early_reports;
    if (fresh) ++counters_.reported;
    return sequence;
}

void Decoys::finish(std::uint32_t slot, event::Ending ending, Now now) {
    Connection& connection = connections_.at(slot);
    if (connection.talk) connection.talk->finish();
    event::Contact contact = describe(slot);
    // Who says nothing is told by the shape of his SYN.
    const auto syn = connection.bytes_in == 0 ? saved_syn(connection.socket) : std::nullopt;
    if (syn)
        tell_silence(slot, *syn, contact);
    else if (connection.talk)
        tell_talk(*connection.talk, Telling::whole, contact);
    contact.ending = ending;
    // Wall clock of the start plus elapsed time: an end never lies before its start when the clock is set back.
    contact.ended_at = connection.accepted_at +
                       std::chrono::duration_cast<core::Duration>(now.ticks - connection.accepted);
    captured_bytes_ -= connection.first_bytes.size();
    talk_memory_ -= connection.talk_memory;
    contact.first_bytes = std::move(connection.first_bytes);
    const core::Address source = connection.source;
    ::close(connection.socket);
    connections_.release(slot);
    admission_.leave(source);
    report_or_aggregate(contact, now.wall);
}

void Decoys::complete(event::Contact& contact) {
    stamp(contact);
    event::Event event{std::move(contact)};
    if (completions_.empty() && outbox_.offer(event)) return;
    if (completions_.size() < settings_.limits.connections_total) {
        completions_.push_back(std::move(event));
    } else {
        ++counters_.completions_lost;
    }
}

void Decoys::report_or_aggregate(event::Contact& contact, core::Time now) {
    if (contact.sequence != 0) return complete(contact);
    const core::Address source = contact.source;
    const event::Signal signal = event::Signal::of(contact);
    const event::Handshake handshake = contact.handshake;
    stamp(contact);
    event::Event event{std::move(contact)};
    if (outbox_.offer(event)) {
        ++counters_.reported;
    } else {
        --next_sequence_;
        aggregate(source, signal, handshake, Refusal::queue, now);
    }
}

void Decoys::settle_syn(event::Contact& contact, const recognition::Attempt& attempt,
                        core::Time now) {
    ++counters_.accepted;
    contact.origin = "syn_watch";
    const Refusal refusal = admission_.note(contact.source, now);
    if (refusal == Refusal::none) {
        // Of a flood most SYNs are only counted, and need no words.
        tell(recognition::story_of_attempt(attempt), contact);
        return report_or_aggregate(contact, now);
    }
    aggregate(contact.source, event::Signal::of(contact), contact.handshake, refusal,
              contact.seen_at);
}

void Decoys::aggregate(const core::Address& source, event::Signal signal,
                       event::Handshake handshake, Refusal refusal, core::Time now) {
    ++counters_.aggregated;
    ++counters_.refused_by[static_cast<std::size_t>(refusal)];
    aggregates_.add(source, signal, handshake, refusal, now);
}

void Decoys::drain_aggregates(core::Time until) {
    aggregates_.drain(until, [this](event::Contact& contact) {
        stamp(contact);
        event::Event event{std::move(contact)};
        if (outbox_.offer(event)) return true;
        --next_sequence_;
        return false;
    });
}

void Decoys::retry_completions() {
    while (!completions_.empty() && outbox_.offer(completions_.front())) completions_.pop_front();
}

// ---- time ----

void Decoys::run_timers(Now now) {
    const auto due = [&](Queue queue, core::Duration after, auto since) {
        const std::uint32_t slot = connections_.front(queue);
        if (slot == no_slot || now.ticks - since(connections_.at(slot)) < after) return no_slot;
        return slot;
    };
    const auto accepted = [](const Connection& c) { return c.accepted; };
    const auto active = [](const Connection& c) { return c.active; };
    const auto first_byte = [](const Connection& c) { return c.first_byte; };
    std::uint32_t slot;
    while ((slot = due(Queue::lifetime, settings_.limits.lifetime, accepted)) != no_slot)
        finish(slot, event::Ending::limit, now);
    while ((slot = due(Queue::idle, settings_.limits.idle, active)) != no_slot)
        finish(slot, event::Ending::idle, now);
    while ((slot = due(Queue::byte_report, report_after_byte, first_byte)) != no_slot) {
        connections_.dequeue(Queue::byte_report, slot);
        report_early(slot, now);
    }
    while ((slot = due(Queue::first_report, report_after_accept, accepted)) != no_slot) {
        connections_.dequeue(Queue::first_report, slot);
        report_early(slot, now);
    }
    exchanges_.report_early(now.ticks, report_after_byte,
                            [&](event::Contact& contact) { return offer_early(contact); });
    exchanges_.drain(now.ticks,
                     [&](event::Contact& contact) { report_or_aggregate(contact, now.wall); });
    pending_syns_.drain(now.ticks, [&](event::Contact& contact, const auto& attempt) {
        settle_syn(contact, attempt, now.wall);
    });
    retry_completions();
    drain_aggregates(now.wall);
    std::erase_if(paused_, [&](const Paused& paused) {
        if (paused.until > now.ticks) return false;
        epoll_event event{};
        event.events = EPOLLIN;
        event.data.u64 = make_tag(Kind::tcp_listener, paused.listener);
        ::epoll_ctl(epoll_.get(), EPOLL_CTL_MOD, listeners_.bound[paused.listener].socket.get(),
                    &event);
        return true;
    });
    if (now.ticks - last_heartbeat_ >= settings_.heartbeat &&
        now.ticks - heartbeat_tried_ >= heartbeat_retry)
        heartbeat(now);
}

void Decoys::announce(event::Change change, Now now) {
    event::SensorChange told;
    told.sensor = settings_.name;
    told.epoch = epoch_;
    told.sequence = next_sequence_;
    told.seen_at = now.wall;
    told.change = change;
    told.network_class = settings_.network_class;
    told.provider = settings_.provider;
    told.region = settings_.region;
    told.signals = listeners_.signals();
    told.version = HITME_VERSION;
    told.reason = change == event::Change::joined ? "started" : "stopped";
    event::Event event{std::move(told)};
    if (outbox_.offer(event)) ++next_sequence_;
}

void Decoys::heartbeat(Now now) {
    heartbeat_tried_ = now.ticks;
    if (syn_watch_) counters_.syn_packets_missed += syn_watch_->missed();
    event::Heartbeat beat;
    beat.sensor = settings_.name;
    beat.epoch = epoch_;
    beat.sequence = next_sequence_;
    beat.seen_at = now.wall;
    // Rounded up, so that the minutes of a run meet without a gap. A machine that slept shows one: this clock stood still.
    beat.covers_seconds = static_cast<std::uint32_t>(
        std::chrono::ceil<std::chrono::seconds>(now.ticks - last_heartbeat_).count());
    beat.version = HITME_VERSION;
    beat.started_seconds_ago = static_cast<std::uint64_t>(
        std::chrono::floor<std::chrono::seconds>(now.ticks - started_).count());
    beat.listeners = static_cast<std::uint32_t>(listeners_.bound.size());
    beat.listeners_failed = static_cast<std::uint32_t>(listeners_.failed.size());
    beat.open_connections = connections_.open();
    beat.signals = listeners_.signals();
    // Open in the law: begun, and neither reported nor aggregated yet.
    const std::uint64_t open = counters_.accepted - counters_.reported - counters_.aggregated;
    beat.counters = {{"accepted", counters_.accepted},
                     {"reported", counters_.reported},
                     {"open", open},
                     {"aggregated", counters_.aggregated}};
    for (std::size_t i = 1; i < refusal_count; ++i) {
        if (counters_.refused_by[i] > 0)
            beat.counters.push_back({std::string("aggregated_") + name_of(static_cast<Refusal>(i)),
                                     counters_.refused_by[i]});
    }
    for (const auto& [name, value] : {std::pair{"early_reports", counters_.early_reports},
                                      {"completions_lost", counters_.completions_lost},
                                      {"bytes_in", counters_.bytes_in},
                                      {"bytes_out", counters_.bytes_out},
                                      {"datagrams", counters_.datagrams},
                                      {"syn_packets", counters_.syn_packets},
                                      {"syn_packets_missed", counters_.syn_packets_missed},
                                      {"accept_errors", counters_.accept_errors},
                                      {"captures_clipped", counters_.captures_clipped},
                                      {"talks_without_room", counters_.talks_without_room},
                                      {"answers_cut", counters_.answers_cut},
                                      {"datagrams_answered", counters_.datagrams_answered},
                                      {"sources_untracked", admission_.untracked()}}) {
        beat.counters.push_back({name, value});
    }
    event::Event event{std::move(beat)};
    if (!outbox_.offer(event)) return;  // full: the next one covers this time too
    ++next_sequence_;
    last_heartbeat_ = now.ticks;
}

}  // namespace hitme::sensor
