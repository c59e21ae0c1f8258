// SPDX-License-Identifier: Apache-2.0
#include "console/response/adapter.h"

#include <fstream>

#include "console/response/radius_exchange.h"
#include "core/text.h"
#include "runtime/http_client.h"
#include "runtime/program_runner.h"

namespace hitme::console {
namespace {

constexpr std::size_t max_secret_bytes = 1'024;

core::Result<std::string> first_line_of(const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    if (!in) return core::error(core::ErrorCode::not_found, path + ": cannot be read");
    std::string line(max_secret_bytes, '\0');
    in.read(line.data(), static_cast<std::streamsize>(line.size()));
    line.resize(static_cast<std::size_t>(in.gcount()));
    line = line.substr(0, line.find_first_of("\r\n"));
    if (line.empty())
        return core::error(core::ErrorCode::refused, path + ": its first line is empty");
    return line;
}

class Webhook : public Adapter {
 public:
    Webhook(const ResponseSettings& settings, std::string secret)
        : settings_(settings), secret_(std::move(secret)) {}
    core::Result<std::string> carry_out(const Order& order, OrderAction action,
                                        const std::atomic<bool>* stop) override {
        runtime::HttpCall call;
        call.method = runtime::HttpMethod::post;
        call.url = settings_.webhook_url;
        call.headers = {
            "Content-Type: application/json",
            "Idempotency-Key: " + order.id + (action == OrderAction::isolate ? "-i" : "-r")};
        if (!secret_.empty()) call.headers.push_back("Authorization: Bearer " + secret_);
        call.body = order_for_adapter(order, action);
        call.ca_file = settings_.webhook_ca_file;
        call.timeout = settings_.timeout;
        const auto answer = runtime::call_http(call, stop);
        if (!answer) return answer.error();
        const std::string words = "HTTP " + std::to_string(answer->status) + ' ' +
                                  core::printable(answer->body, max_order_text / 2);
        if (answer->status < 200 || answer->status > 299)
            return core::error(core::ErrorCode::refused, words);
        return words;
    }

 private:
    const ResponseSettings settings_;
    std::string secret_;
};

class Program : public Adapter {
 public:
    explicit Program(const ResponseSettings& settings) : settings_(settings) {}
    core::Result<std::string> carry_out(const Order& order, OrderAction action,
                                        const std::atomic<bool>* stop) override {
        runtime::ProgramCall call;
        call.path = settings_.program;
        call.input = order_for_adapter(order, action);
        call.timeout = settings_.timeout;
        const auto end = runtime::run_program(call, stop);
        if (!end) return end.error();
        const std::string words = end->words.empty() ? "" : ": " + end->words;
        if (end->timed_out)
            return core::error(
                core::ErrorCode::refused,
                "not done after " + core::format_duration(settings_.timeout) + words);
        if (end->exit_status != 0)
            return core::error(
                core::ErrorCode::refused,
                (end->exit_status < 0 ? "ended by signal " + std::to_string(end->signal)
                                      : "exit status " + std::to_string(end->exit_status)) +
                    words);
        return "exit status 0" + words;
    }

 private:
    const ResponseSettings settings_;
};

class Radius : public Adapter {
 public:
    Radius(const ResponseSettings& settings, std::string secret) : settings_(settings) {
        server_ = {settings.radius_address, settings.radius_port, std::move(secret),
                   settings.timeout, settings.radius_tries};
    }
    core::Result<std::string> carry_out(const Order& order, OrderAction action,
                                        const std::atomic<bool>* stop) override {
        auto packet = radius_request(settings_, order, action, std::chrono::system_clock::now());
        packet.identifier = next_++;
        const auto bytes = wire::sign_radius_request(std::move(packet), server_.secret);
        if (!bytes)
            return core::error(core::ErrorCode::bad_input,
                               "the attributes do not fit a RADIUS packet");
        const auto reply = exchange_radius(server_, *bytes, stop);
        if (!reply) return reply.error();
        const std::string said = wire::radius_words(reply->packet);
        const std::string words = (reply->answer == wire::RadiusAnswer::ack ? "ACK" : "NAK") +
                                  (said.empty() ? "" : ": " + said);
        if (reply->answer != wire::RadiusAnswer::ack)
            return core::error(core::ErrorCode::refused, words);
        return words;
    }

 private:
    const ResponseSettings settings_;
    RadiusServer server_;
    std::uint8_t next_ = 0;
};

}  // namespace

wire::RadiusPacket radius_request(const ResponseSettings& settings, const Order& order,
                                  OrderAction action, core::Time now) {
    wire::RadiusPacket packet;
    // A session that was ended comes back by logging on again: to release is to ask for that, or to change it back.
    const bool isolate = action == OrderAction::isolate;
    const bool change = settings.radius_request == wire::RadiusCode::coa_request ||
                        (!isolate && !settings.radius_release.empty());
    packet.code = static_cast<std::uint8_t>(change ? wire::RadiusCode::coa_request
                                                   : wire::RadiusCode::disconnect_request);
    packet.attributes.push_back(wire::radius_framed_address(order.source));
    // RFC 5176 section 6.3: a time, so that an old request is not believed again.
    const auto seconds = static_cast<std::uint32_t>(
        std::chrono::floor<std::chrono::seconds>(now).time_since_epoch().count());
    packet.attributes.push_back(
        {wire::radius::event_timestamp,
         {static_cast<std::uint8_t>(seconds >> 24), static_cast<std::uint8_t>(seconds >> 16),
          static_cast<std::uint8_t>(seconds >> 8), static_cast<std::uint8_t>(seconds)}});
    const auto& more = isolate ? settings.radius_isolate : settings.radius_release;
    packet.attributes.insert(packet.attributes.end(), more.begin(), more.end());
    return packet;
}

core::Result<std::unique_ptr<Adapter>> make_adapter(const ResponseSettings& settings) {
    const auto& file = settings.mode == ResponseMode::radius ? settings.radius_secret_file
                                                             : settings.webhook_secret_file;
    std::string secret;
    if ((settings.mode == ResponseMode::webhook && !file.empty()) ||
        settings.mode == ResponseMode::radius) {
        auto read = first_line_of(file);
        if (!read) return read.error();
        secret = std::move(*read);
    }
    switch (settings.mode) {
        case ResponseMode::none:
            return std::unique_ptr<Adapter>{};
        case ResponseMode::webhook:
            return std::unique_ptr<Adapter>{std::make_unique<Webhook>(settings, std::move(secret))};
        case ResponseMode::program:
            return std::unique_ptr<Adapter>{std::make_unique<Program>(settings)};
        case ResponseMode::radius:
            return std::unique_ptr<Adapter>{std::make_unique<Radius>(settings, std::move(secret))};
    }
    return std::unique_ptr<Adapter>{};
}

}  // namespace hitme::console
