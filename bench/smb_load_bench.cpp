// SPDX-License-Identifier: Apache-2.0
// bench_smb_load PORT IN_FLIGHT SECONDS negotiate   as many SMB1 negotiations as fit, one a connection
// bench_smb_load PORT SESSIONS SECONDS hold         opens SESSIONS sessions (negotiate, null session, IPC$, \srvsvc), holds
//                                                   them for SECONDS
// Prints "done N failed N per_s X". Speaks to 127.0.0.1 alone, from sources in 127.1.0.0/16, and ends by itself.
#include <arpa/inet.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string_view>
#include <thread>
#include <vector>

#include "core/writer.h"
#include "wire/smb1_header.h"

namespace {

using namespace hitme;
using wire::Smb1Command;

/// A message with one block: a NetBIOS header, an SMB1 header, words, bytes.
core::ByteVector message(Smb1Command command, std::uint16_t uid, std::uint16_t tid,
                         core::Bytes words, core::Bytes data) {
    wire::Smb1Header header;
    header.command = static_cast<std::uint8_t>(command);
    header.flags = 0x18;
    header.flags2 = 0x4001;  // NT_STATUS, long names; OEM strings, so that nothing is aligned
    header.pid_low = 4242;
    header.uid = uid;
    header.tid = tid;
    core::ByteVector body;
    wire::encode_smb1_header(body, header);
    core::Writer out{body};
    out.u8(static_cast<std::uint8_t>(words.size() / 2));
    out.bytes(words);
    out.u16le(static_cast<std::uint16_t>(data.size()));
    out.bytes(data);
    core::ByteVector whole;
    core::Writer frame{whole};
    frame.u32be(static_cast<std::uint32_t>(body.size()));  // type 0, three bytes of length
    frame.bytes(body);
    return whole;
}

core::ByteVector negotiate() {
    core::ByteVector data;
    for (const std::string_view dialect : {"PC NETWORK PROGRAM 1.0", "LANMAN1.0", "NT LM 0.12"}) {
        data.push_back(2);
        data.insert(data.end(), dialect.begin(), dialect.end());
        data.push_back(0);
    }
    return message(Smb1Command::negotiate, 0, 0, {}, data);
}

// [MS-CIFS] 2.2.4.53.1, with both passwords empty: a null session.
core::ByteVector null_session() {
    core::ByteVector words;
    core::Writer out{words};
    out.u8(0xFF);
    out.u8(0);
    out.u16le(0);
    out.u16le(16644);
    out.u16le(2);
    out.u16le(0);
    out.u32le(0);
    out.u16le(0);
    out.u16le(0);
    out.u32le(0);
    out.u32le(0x50);
    const core::ByteVector data(4, 0);  // account, domain, system, LAN manager: all empty
    return message(Smb1Command::session_setup_andx, 0, 0, words, data);
}

// [MS-CIFS] 2.2.4.55.1.
core::ByteVector tree_connect(std::uint16_t uid) {
    core::ByteVector words;
    core::Writer out{words};
    out.u8(0xFF);
    out.u8(0);
    out.u16le(0);
    out.u16le(0);
    out.u16le(1);
    core::ByteVector data{0};
    for (const std::string_view text : {"\\\\127.0.0.1\\IPC$", "?????"}) {
        data.insert(data.end(), text.begin(), text.end());
        data.push_back(0);
    }
    return message(Smb1Command::tree_connect_andx, uid, 0, words, data);
}

// [MS-CIFS] 2.2.4.64.1.
core::ByteVector open_pipe(std::uint16_t uid, std::uint16_t tid) {
    constexpr std::string_view name = "\\srvsvc";
    core::ByteVector words;
    core::Writer out{words};
    out.u8(0xFF);
    out.u8(0);
    out.u16le(0);
    out.u8(0);
    out.u16le(static_cast<std::uint16_t>(name.size()));
    out.u32le(0);
    out.u32le(0);
    out.u32le(0x2019F);
    out.u32le(0);
    out.u32le(0);
    out.u32le(0);
    out.u32le(3);
    out.u32le(1);
    out.u32le(0);
    out.u32le(2);
    out.u8(0);
    core::ByteVector data(name.begin(), name.end());
    data.push_back(0);
    return message(Smb1Command::nt_create_andx, uid, tid, words, data);
}

int open_connection(std::uint16_t port, unsigned number) {
    const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (socket < 0) return -1;
    const int on = 1;
    ::setsockopt(socket, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &on, sizeof on);
    const linger no_wait{1, 0};  // reset at the end: no port waits two minutes
    ::setsockopt(socket, SOL_SOCKET, SO_LINGER, &no_wait, sizeof no_wait);
    sockaddr_in from{};
    from.sin_family = AF_INET;
    from.sin_addr.s_addr = htonl(0x7F010001 + number % 200);
    ::bind(socket, reinterpret_cast<const sockaddr*>(&from), sizeof from);
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(port);
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::connect(socket, reinterpret_cast<const sockaddr*>(&to), sizeof to) != 0) {
        ::close(socket);
        return -1;
    }
    return socket;
}

bool send_all(int socket, core::Bytes bytes) {
    return ::send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL) ==
           static_cast<ssize_t>(bytes.size());
}

/// The reply that `bytes` hold whole: its header, when it says success.
const std::uint8_t* reply_in(core::Bytes bytes) {
    if (bytes.size() < 36) return nullptr;
    const std::size_t length = (std::size_t{bytes[2]} << 8) | bytes[3];
    if (bytes.size() < length + 4) return nullptr;
    const auto header = wire::decode_smb1_header(bytes.subspan(4));
    return header && header->is_reply() && header->status == 0 ? bytes.data() + 4 : nullptr;
}

int run_negotiations(std::uint16_t port, unsigned in_flight, double seconds) {
    const core::ByteVector request = negotiate();
    const int poll = ::epoll_create1(EPOLL_CLOEXEC);
    unsigned number = 0;
    unsigned long done = 0;
    unsigned long failed = 0;
    const auto begin = [&] {
        const int socket = open_connection(port, number++);
        if (socket < 0) {
            ++failed;
            return;
        }
        epoll_event event{};
        event.events = EPOLLIN;
        event.data.fd = socket;
        ::epoll_ctl(poll, EPOLL_CTL_ADD, socket, &event);
        if (!send_all(socket, request)) ++failed;
    };
    const auto start = std::chrono::steady_clock::now();
    const auto passed = [&] {
        return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    };
    for (unsigned i = 0; i < in_flight; ++i) begin();
    std::array<epoll_event, 256> events{};
    std::array<std::uint8_t, 4096> buffer{};
    while (passed() < seconds && failed < 1000) {
        const int ready = ::epoll_wait(poll, events.data(), static_cast<int>(events.size()), 100);
        for (int i = 0; i < ready; ++i) {
            const int socket = events[static_cast<std::size_t>(i)].data.fd;
            const ssize_t got = ::recv(socket, buffer.data(), buffer.size(), 0);
            const core::Bytes bytes{buffer.data(),
                                    static_cast<std::size_t>(std::max<ssize_t>(got, 0))};
            reply_in(bytes) != nullptr ? ++done : ++failed;
            ::close(socket);
            begin();
        }
    }
    std::printf("done %lu failed %lu per_s %.0f\n", done, failed,
                static_cast<double>(done) / passed());
    return failed == 0 ? 0 : 1;
}

/// Sends one request and waits for its whole reply.
bool ask(int socket, const core::ByteVector& request, std::array<std::uint8_t, 4096>& buffer,
         const std::uint8_t*& header) {
    if (!send_all(socket, request)) return false;
    std::size_t held = 0;
    while (held < buffer.size()) {
        const ssize_t got = ::recv(socket, buffer.data() + held, buffer.size() - held, 0);
        if (got <= 0) return false;
        held += static_cast<std::size_t>(got);
        header = reply_in({buffer.data(), held});
        if (header != nullptr) return true;
    }
    return false;
}

int hold_sessions(std::uint16_t port, unsigned sessions, double seconds) {
    std::vector<int> sockets;
    unsigned long failed = 0;
    std::array<std::uint8_t, 4096> buffer{};
    for (unsigned i = 0; i < sessions && failed < 10; ++i) {
        const int socket = open_connection(port, i);
        timeval patience{5, 0};
        ::setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
        const std::uint8_t* header = nullptr;
        const auto u16 = [&](std::size_t at) {
            return static_cast<std::uint16_t>(header[at] | (header[at + 1] << 8));
        };
        bool is_open = socket >= 0 && ask(socket, negotiate(), buffer, header) &&
                       ask(socket, null_session(), buffer, header);
        const std::uint16_t uid = is_open ? u16(28) : std::uint16_t{0};
        is_open = is_open && ask(socket, tree_connect(uid), buffer, header);
        const std::uint16_t tid = is_open ? u16(24) : std::uint16_t{0};
        is_open = is_open && ask(socket, open_pipe(uid, tid), buffer, header);
        if (!is_open) ++failed;
        if (socket >= 0) sockets.push_back(socket);
    }
    std::printf("done %zu failed %lu per_s 0\n", sockets.size() - failed, failed);
    std::fflush(stdout);
    std::this_thread::sleep_for(std::chrono::duration<double>(seconds));
    for (const int socket : sockets) ::close(socket);
    return failed == 0 ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
    const std::string_view mode = argc == 5 ? argv[4] : "";
    if (mode != "negotiate" && mode != "hold")
        return std::fprintf(stderr, "bench_smb_load PORT NUMBER SECONDS negotiate|hold\n"), 2;
    const auto port = static_cast<std::uint16_t>(std::atoi(argv[1]));
    const auto number = static_cast<unsigned>(std::atoi(argv[2]));
    const double seconds = std::min(std::atof(argv[3]), 60.0);
    return mode == "hold" ? hold_sessions(port, std::min(number, 10000U), seconds)
                          : run_negotiations(port, std::min(number, 1000U), seconds);
}
