// SPDX-License-Identifier: Apache-2.0
#include "runtime/syslog_client.h"

#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <poll.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <ctime>

#include "core/ip.h"
#include "core/text.h"

namespace hitme::runtime {
namespace {

/// OpenSSL writes with write(), which raises SIGPIPE at a broken connection: held back on this thread meanwhile, and a
/// pending one is taken away.
class WithoutBrokenPipe {
 public:
    WithoutBrokenPipe() {
        sigemptyset(&pipe_);
        sigaddset(&pipe_, SIGPIPE);
        pthread_sigmask(SIG_BLOCK, &pipe_, &before_);
    }
    ~WithoutBrokenPipe() {
        const timespec at_once{0, 0};
        while (sigtimedwait(&pipe_, nullptr, &at_once) > 0) {
        }
        pthread_sigmask(SIG_SETMASK, &before_, nullptr);
    }
    WithoutBrokenPipe(const WithoutBrokenPipe&) = delete;
    WithoutBrokenPipe& operator=(const WithoutBrokenPipe&) = delete;

 private:
    sigset_t pipe_{};
    sigset_t before_{};
};

struct FreeAddresses {
    void operator()(addrinfo* list) const { ::freeaddrinfo(list); }
};

std::string tls_reason() {
    const unsigned long code = ERR_get_error();
    ERR_clear_error();
    if (code == 0) return "the connection ended";
    std::array<char, 200> text{};
    ERR_error_string_n(code, text.data(), text.size());
    return core::printable(text.data(), text.size());
}

}  // namespace

struct SyslogClient::Tls {
    std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> context{nullptr, &SSL_CTX_free};
    std::unique_ptr<SSL, decltype(&SSL_free)> session{nullptr, &SSL_free};
};

SyslogClient::SyslogClient(SyslogServer server) : server_(std::move(server)) {}
SyslogClient::~SyslogClient() {
    disconnect();
}
SyslogClient::SyslogClient(SyslogClient&&) noexcept = default;
SyslogClient& SyslogClient::operator=(SyslogClient&&) noexcept = default;

core::Error SyslogClient::failed(const std::string& what) const {
    return core::error(core::ErrorCode::network, core::printable(server_.host, 100) + ":" +
                                                     std::to_string(server_.port) + ": " + what);
}

void SyslogClient::disconnect() {
    if (tls_ && tls_->session) {
        const WithoutBrokenPipe quiet;
        SSL_shutdown(tls_->session.get());
    }
    tls_.reset();
    socket_.reset();
}

core::Result<void> SyslogClient::connect() {
    addrinfo hints{};
    hints.ai_socktype = server_.over == SyslogOver::udp ? SOCK_DGRAM : SOCK_STREAM;
    addrinfo* list = nullptr;
    const std::string port = std::to_string(server_.port);
    if (const int number = ::getaddrinfo(server_.host.c_str(), port.c_str(), &hints, &list))
        return failed(::gai_strerror(number));
    const std::unique_ptr<addrinfo, FreeAddresses> addresses{list};
    const auto milliseconds = static_cast<int>(server_.timeout / std::chrono::milliseconds{1});
    std::string reason = "no address";
    for (const addrinfo* one = list; one != nullptr; one = one->ai_next) {
        Descriptor socket{
            ::socket(one->ai_family, one->ai_socktype | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)};
        if (!socket) continue;
        int wrong = ::connect(socket.get(), one->ai_addr, one->ai_addrlen) == 0 ? 0 : errno;
        if (wrong == EINPROGRESS) {
            pollfd ready{socket.get(), POLLOUT, 0};
            if (::poll(&ready, 1, milliseconds) == 1) {
                socklen_t size = sizeof wrong;
                ::getsockopt(socket.get(), SOL_SOCKET, SO_ERROR, &wrong, &size);
            } else {
                wrong = ETIMEDOUT;
            }
        }
        if (wrong != 0) {
            reason = std::strerror(wrong);
            continue;
        }
        // From here on blocking, with the kernel's own time-outs.
        ::fcntl(socket.get(), F_SETFL, 0);
        const timeval limit{milliseconds / 1000, (milliseconds % 1000) * 1000};
        ::setsockopt(socket.get(), SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
        ::setsockopt(socket.get(), SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
        socket_ = std::move(socket);
        break;
    }
    if (!socket_) return failed(reason);
    if (server_.over != SyslogOver::tls) return {};

    auto tls = std::make_unique<Tls>();
    tls->context.reset(SSL_CTX_new(TLS_client_method()));
    SSL_CTX* context = tls->context.get();
    SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
    SSL_CTX_set_verify(context, SSL_VERIFY_PEER, nullptr);
    const int trusted = server_.ca_file.empty()
                            ? SSL_CTX_set_default_verify_paths(context)
                            : SSL_CTX_load_verify_file(context, server_.ca_file.c_str());
    if (trusted != 1) {
        socket_.reset();
        return core::error(core::ErrorCode::bad_input,
                           core::printable(server_.ca_file, 200) + ": " + tls_reason());
    }
    tls->session.reset(SSL_new(context));
    SSL* session = tls->session.get();
    if (core::Address::parse(server_.host)) {
        X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(session), server_.host.c_str());
    } else {
        SSL_set1_host(session, server_.host.c_str());
        // What the macro SSL_set_tlsext_host_name does, without its cast.
        SSL_ctrl(session, SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name,
                 server_.host.data());
    }
    SSL_set_fd(session, socket_.get());
    const WithoutBrokenPipe quiet;
    if (SSL_connect(session) != 1) {
        const long verified = SSL_get_verify_result(session);
        const std::string why =
            verified == X509_V_OK ? tls_reason() : X509_verify_cert_error_string(verified);
        ERR_clear_error();
        tls.reset();
        socket_.reset();
        return failed("TLS: " + why);
    }
    tls_ = std::move(tls);
    return {};
}

bool SyslogClient::peer_closed() {
    if (server_.over == SyslogOver::udp) return false;
    std::array<char, 1> byte{};
    if (tls_) {
        // A syslog receiver says nothing after the handshake; reading without waiting meets session tickets or the end.
        const WithoutBrokenPipe quiet;
        ::fcntl(socket_.get(), F_SETFL, O_NONBLOCK);
        const int got = SSL_peek(tls_->session.get(), byte.data(), 1);
        const int state = SSL_get_error(tls_->session.get(), got);
        ::fcntl(socket_.get(), F_SETFL, 0);
        ERR_clear_error();
        return got <= 0 && state != SSL_ERROR_WANT_READ;
    }
    const ssize_t got = ::recv(socket_.get(), byte.data(), 1, MSG_PEEK | MSG_DONTWAIT);
    return got == 0 || (got < 0 && errno != EAGAIN && errno != EWOULDBLOCK);
}

core::Result<void> SyslogClient::write(std::string_view bytes) {
    while (!bytes.empty()) {
        ssize_t sent = 0;
        if (tls_) {
            const WithoutBrokenPipe quiet;
            sent = SSL_write(tls_->session.get(), bytes.data(), static_cast<int>(bytes.size()));
            if (sent <= 0) return failed("TLS: " + tls_reason());
        } else {
            sent = ::send(socket_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
            if (sent < 0 && errno == EINTR) continue;
            if (sent < 0)
                return failed(errno == EAGAIN ? "it takes nothing any more" : std::strerror(errno));
        }
        bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return {};
}

core::Result<void> SyslogClient::send(std::string_view message) {
    if (server_.over == SyslogOver::udp && message.size() > max_syslog_datagram)
        return core::error(core::ErrorCode::over_limit, "a datagram holds no such message");
    if (socket_ && peer_closed()) disconnect();
    if (!socket_) {
        if (auto connected = connect(); !connected) return connected;
    }
    std::string framed{message};
    if (server_.over != SyslogOver::udp)
        framed = std::to_string(message.size()) + " " + framed;  // RFC 6587 section 3.4.1
    auto written = write(framed);
    if (!written) disconnect();
    return written;
}

}  // namespace hitme::runtime
