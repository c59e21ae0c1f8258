// SPDX-License-Identifier: Apache-2.0
#include "runtime/desktop_notifier.h"

#include <systemd/sd-bus.h>
#include <unistd.h>

#include <cstdlib>
#include <cstring>
#include <memory>

#include "core/text.h"

namespace hitme::runtime {
namespace {

struct CloseBus {
    void operator()(sd_bus* bus) const { sd_bus_flush_close_unref(bus); }
};
struct FreeMessage {
    void operator()(sd_bus_message* message) const { sd_bus_message_unref(message); }
};

constexpr std::size_t max_note_bytes = 2'000;  // ours: a notification is read at a glance

/// UTF-8 for certain: the bus ends the connection of who sends other text (D-Bus specification, "STRING").
std::string bus_text(const std::string& text) {
    std::string out;
    for (const char c : core::printable(text, max_note_bytes))
        if (c != '\0') out += c;
    return out;
}

std::string without_markup(const std::string& text) {
    std::string out;
    for (const char c : text) {
        if (c == '&')
            out += "&amp;";
        else if (c == '<')
            out += "&lt;";
        else if (c == '>')
            out += "&gt;";
        else
            out += c;
    }
    return out;
}

core::Error failed(const char* what, int number) {
    return core::error(core::ErrorCode::network,
                       std::string("session bus: ") + what + ": " + std::strerror(-number));
}

}  // namespace

bool has_session_bus() {
    if (const char* named = std::getenv("DBUS_SESSION_BUS_ADDRESS"); named && *named) return true;
    const char* folder = std::getenv("XDG_RUNTIME_DIR");
    return folder != nullptr && ::access((std::string(folder) + "/bus").c_str(), W_OK) == 0;
}

core::Result<void> show_on_desktop(const DesktopNote& note) {
    if (!has_session_bus())
        return core::error(core::ErrorCode::not_found, "there is no session bus");
    sd_bus* opened = nullptr;
    if (const int number = sd_bus_open_user(&opened); number < 0) return failed("open", number);
    const std::unique_ptr<sd_bus, CloseBus> bus{opened};
    sd_bus_set_method_call_timeout(
        bus.get(), static_cast<std::uint64_t>(desktop_timeout / std::chrono::microseconds{1}));
    sd_bus_message* made = nullptr;
    if (const int number = sd_bus_message_new_method_call(
            bus.get(), &made, "org.freedesktop.Notifications", "/org/freedesktop/Notifications",
            "org.freedesktop.Notifications", "Notify");
        number < 0)
        return failed("message", number);
    const std::unique_ptr<sd_bus_message, FreeMessage> message{made};
    // A line break may stand in a body; everything else is made printable line by line.
    std::string body;
    for (std::size_t from = 0; from <= note.body.size();) {
        const std::size_t to = std::min(note.body.find('\n', from), note.body.size());
        if (from > 0) body += '\n';
        body += bus_text(note.body.substr(from, to - from));
        from = to + 1;
    }
    const std::string summary = bus_text(note.summary);
    const std::string escaped = without_markup(body);
    int number = sd_bus_message_append(message.get(), "susss", "hitme", 0U, "security-high",
                                       summary.c_str(), escaped.c_str());
    if (number >= 0) number = sd_bus_message_append(message.get(), "as", 0);
    if (number >= 0)
        number = sd_bus_message_append(message.get(), "a{sv}", 1, "urgency", "y",
                                       static_cast<int>(note.urgency));
    if (number >= 0) number = sd_bus_message_append(message.get(), "i", -1);
    if (number < 0) return failed("message", number);
    sd_bus_error why{};  // SD_BUS_ERROR_NULL is a compound literal, which C++ has not
    number = sd_bus_call(bus.get(), message.get(), 0, &why, nullptr);
    std::string said = why.message != nullptr ? core::printable(why.message, 200) : "";
    sd_bus_error_free(&why);
    if (number < 0)
        return said.empty() ? failed("Notify", number)
                            : core::error(core::ErrorCode::network, "session bus: " + said);
    return {};
}

}  // namespace hitme::runtime
