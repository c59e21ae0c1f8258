// SPDX-License-Identifier: Apache-2.0
#include "console/alert/senders.h"

#include "console/alert/mail_text.h"
#include "console/alert/message_json.h"
#include "console/alert/syslog_text.h"
#include "console/alert/text_template.h"
#include "console/alert/webhook_body.h"
#include "core/text.h"
#include "runtime/desktop_notifier.h"
#include "runtime/http_client.h"
#include "runtime/program_runner.h"

namespace hitme::console::alert {
namespace {

constexpr std::size_t max_why = 300;

Sent failed(const core::Error& error, SentAs as = SentAs::again) {
    return {as, core::printable(error.context, max_why)};
}

class MailSender : public Sender {
 public:
    MailSender(const Channel& channel, const Speaker& speaker)
        : server_(channel.target.mail), from_(channel.target.mail_from), to_(channel.to) {
        server_.greets_as = speaker.host;
    }
    Sent send(const std::string& payload, const std::atomic<bool>& stop) override {
        const auto sent = runtime::send_mail(server_, from_, to_, payload, &stop);
        if (sent) return {};
        const bool for_good = sent.error().code == core::ErrorCode::refused ||
                              sent.error().code == core::ErrorCode::bad_input;
        return failed(sent.error(), for_good ? SentAs::never : SentAs::again);
    }

 private:
    runtime::MailServer server_;
    std::string from_;
    std::vector<std::string> to_;
};

class WebhookSender : public Sender {
 public:
    explicit WebhookSender(const Channel& channel) {
        call_.method = runtime::HttpMethod::post;
        call_.url = channel.target.url;
        call_.headers = channel.target.headers;
        call_.headers.emplace_back("Content-Type: application/json");
        call_.ca_file = channel.target.ca_file;
        call_.proxy = channel.target.proxy;
    }
    Sent send(const std::string& payload, const std::atomic<bool>& stop) override {
        runtime::HttpCall call = call_;
        call.body = payload;
        const auto answer = runtime::call_http(call, &stop);
        // What it said is not used, however long it was.
        if (!answer && answer.error().code == core::ErrorCode::over_limit) return {};
        if (!answer) return failed(answer.error());
        if (answer->status >= 200 && answer->status < 300) return {};
        std::string why = runtime::shown_url(call.url) + ": status " +
                          std::to_string(answer->status) + " " + core::printable(answer->body, 120);
        // RFC 9110 section 15.5: the body itself was wrong, and will be again. Others, such as 401, 404 and 429, the
        // operator or the time mends.
        const long status = answer->status;
        const bool for_good = status == 400 || status == 413 || status == 415 || status == 422;
        return {for_good ? SentAs::never : SentAs::again, std::move(why)};
    }

 private:
    runtime::HttpCall call_;
};

class SyslogSender : public Sender {
 public:
    explicit SyslogSender(const Channel& channel) : client_(channel.target.syslog) {}
    Sent send(const std::string& payload, const std::atomic<bool>&) override {
        const auto sent = client_.send(payload);
        if (sent) return {};
        return failed(sent.error(), sent.error().code == core::ErrorCode::over_limit
                                        ? SentAs::never
                                        : SentAs::again);
    }

 private:
    runtime::SyslogClient client_;
};

/// Payload: urgency as one digit, the summary, a line feed, the body.
class DesktopSender : public Sender {
 public:
    Sent send(const std::string& payload, const std::atomic<bool>&) override {
        const std::size_t line = std::min(payload.find('\n'), payload.size());
        runtime::DesktopNote note;
        note.urgency = payload.starts_with('2')   ? runtime::Urgency::critical
                       : payload.starts_with('0') ? runtime::Urgency::low
                                                  : runtime::Urgency::normal;
        note.summary = payload.substr(std::min<std::size_t>(1, payload.size()),
                                      line - std::min<std::size_t>(1, line));
        note.body = payload.substr(std::min(line + 1, payload.size()));
        const auto shown = runtime::show_on_desktop(note);
        return shown ? Sent{} : failed(shown.error());
    }
};

class ProgramSender : public Sender {
 public:
    explicit ProgramSender(const Channel& channel)
        : call_{channel.target.program, channel.target.arguments, ""} {}
    Sent send(const std::string& payload, const std::atomic<bool>& stop) override {
        runtime::ProgramCall call = call_;
        call.input = payload;
        const auto end = runtime::run_program(call, &stop);
        if (!end) return failed(end.error());
        if (end->exit_status == 0) return {};
        std::string why = end->timed_out     ? "took too long"
                          : end->signal != 0 ? "ended by signal " + std::to_string(end->signal)
                                             : "exit status " + std::to_string(end->exit_status);
        if (!end->words.empty()) why += ": " + end->words;
        return {SentAs::again, core::printable(call.path, 100) + ": " + why};
    }

 private:
    runtime::ProgramCall call_;
};

/// Zones that went away since the channel was checked leave UTC, which the text then names.
Reader reader_of(const Channel& channel, const Speaker& speaker) {
    const auto zone = runtime::Zone::find(channel.zone);
    return {zone ? *zone : runtime::Zone::utc(), speaker.dashboard_link};
}

std::string desktop_payload(const Channel& channel, const Message& message, const Reader& reader) {
    const char urgency = message.worst >= Severity::high  ? '2'
                         : message.worst <= Severity::low ? '0'
                                                          : '1';
    std::string body = message_text(message, reader);
    if (!channel.template_text.empty()) {
        const auto own = TextTemplate::parse(channel.template_text, TemplateContext::text);
        if (own) body = own->render(template_values(message, reader));
    }
    return std::string(1, urgency) + message_title(message) + "\n" + body;
}

}  // namespace

std::vector<std::string> payloads_of(const Channel& channel, const Message& message,
                                     const Speaker& speaker, const std::string& unique) {
    const Reader reader = reader_of(channel, speaker);
    switch (channel.type) {
        case ChannelType::email:
            return {mail_text(channel, message, reader, unique)};
        case ChannelType::webhook:
            return {webhook_body(channel, message, reader)};
        case ChannelType::syslog: {
            std::vector<std::string> lines;
            for (const Notice& notice : message.notices)
                lines.push_back(syslog_text(notice, channel.target.form, speaker.host));
            if (message.kind == MessageKind::digest) {
                Notice sum;
                sum.severity = message.worst;
                sum.at = message.at;
                sum.group = "digest";
                sum.title = message_title(message);
                lines.push_back(syslog_text(sum, channel.target.form, speaker.host));
            }
            return lines;
        }
        case ChannelType::desktop:
            return {desktop_payload(channel, message, reader)};
        case ChannelType::program:
            return {message_json(message, speaker.dashboard_link)};
        case ChannelType::dashboard:
            return {};
    }
    return {};
}

std::unique_ptr<Sender> make_sender(const Channel& channel, const Speaker& speaker) {
    switch (channel.type) {
        case ChannelType::email:
            return std::make_unique<MailSender>(channel, speaker);
        case ChannelType::webhook:
            return std::make_unique<WebhookSender>(channel);
        case ChannelType::syslog:
            return std::make_unique<SyslogSender>(channel);
        case ChannelType::desktop:
            return std::make_unique<DesktopSender>();
        case ChannelType::program:
            return std::make_unique<ProgramSender>(channel);
        case ChannelType::dashboard:
            return nullptr;
    }
    return nullptr;
}

}  // namespace hitme::console::alert
