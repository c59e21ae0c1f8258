// SPDX-License-Identifier: Apache-2.0
#include "dialogue/postgresql_scram.h"

#include <algorithm>

#include "core/text.h"
#include "core/writer.h"
#include "dialogue/kept_digests.h"

namespace hitme::dialogue {
namespace {

constexpr std::size_t proof_bytes = 32;  // of SHA-256

/// A character as the server quotes it; '\0' is the message's end.
std::string shown(char c) {
    if (c >= 0x21 && c <= 0x7E) return std::string("'") + c + "'";
    const std::uint8_t byte = static_cast<std::uint8_t>(c);
    return "0x" + core::to_hex(core::Bytes(&byte, 1));
}

/// Walks a message; the first fault stays.
class Walk {
 public:
    explicit Walk(std::string_view text) : left_(text) {}
    char front() const { return left_.empty() ? '\0' : left_.front(); }
    void skip() { left_.remove_prefix(std::min<std::size_t>(1, left_.size())); }
    bool at_end() const { return left_.empty(); }
    std::size_t left() const { return left_.size(); }

    std::string_view value(char name) {
        if (fault) return {};
        if (front() != name) {
            fail("Expected attribute \"" + std::string(1, name) + "\" but found \"" +
                     shown(front()) + "\".",
                 "712", "read_attr_value");
            return {};
        }
        skip();
        return after_name(name, "720", "read_attr_value");
    }
    /// An attribute of any name: the name.
    char any(std::string_view& value) {
        if (fault) return '\0';
        const char name = front();
        if (at_end()) {
            fail("Attribute expected, but found end of string.", "825", "read_any_attr");
            return '\0';
        }
        if (!((name >= 'A' && name <= 'Z') || (name >= 'a' && name <= 'z'))) {
            fail("Attribute expected, but found invalid character \"" + shown(name) + "\".", "838",
                 "read_any_attr");
            return '\0';
        }
        skip();
        value = after_name(name, "848", "read_any_attr");
        return name;
    }
    void fail(std::string detail, std::string_view line, std::string_view routine) {
        if (fault) return;
        fault.emplace();
        fault->detail = std::move(detail);
        fault->line = line;
        fault->routine = routine;
    }
    void refuse(std::string_view state, std::string_view message, std::string_view line,
                std::string_view routine) {
        fail("", line, routine);
        fault->state = state;
        fault->message = message;
    }

    std::optional<ScramFault> fault;

 private:
    std::string_view after_name(char name, std::string_view line, std::string_view routine) {
        if (front() != '=') {
            fail("Expected character \"=\" for attribute \"" + std::string(1, name) + "\".", line,
                 routine);
            return {};
        }
        skip();
        const std::size_t end = std::min(left_.find(','), left_.size());
        const std::string_view value = left_.substr(0, end);
        left_.remove_prefix(end);
        skip();
        return value;
    }

    std::string_view left_;
};

std::optional<ScramFault> without_text(std::string_view text) {
    ScramFault fault;
    fault.routine = "scram_exchange";
    fault.line = "366";
    fault.detail = "The message is empty.";
    if (text.empty()) return fault;
    fault.line = "371";
    fault.detail = "Message length does not match input length.";
    if (text.find('\0') != text.npos) return fault;
    return std::nullopt;
}

}  // namespace

std::array<std::uint8_t, 16> postgresql_salt(std::uint64_t identity_seed, std::string_view user) {
    core::ByteVector key;
    core::Writer out{key};
    out.u64be(identity_seed);
    const auto digest = kept_hmac_sha256(key, {core::as_bytes("scram"), core::as_bytes(user)});
    std::array<std::uint8_t, 16> salt{};
    std::copy_n(digest.begin(), salt.size(), salt.begin());
    return salt;
}

std::optional<ScramFault> PostgresqlScram::read_first(std::string_view text) {
    constexpr std::string_view here = "read_client_first_message";
    if (auto fault = without_text(text)) return fault;
    Walk in{text};
    binding_ = in.front();
    if (binding_ == 'p') {
        in.fail(
            "The client selected SCRAM-SHA-256 without channel binding, but the SCRAM message "
            "includes channel binding data.",
            "1007", here);
        return in.fault;
    }
    if (binding_ != 'n' && binding_ != 'y') {
        in.fail("Unexpected channel-binding flag \"" + shown(binding_) + "\".", "1025", here);
        return in.fault;
    }
    in.skip();
    if (in.front() != ',') {
        in.fail("Comma expected, but found character \"" + shown(in.front()) + "\".", "963", here);
        return in.fault;
    }
    in.skip();
    if (in.front() == 'a')
        in.refuse("0A000", "client uses authorization identity, but it is not supported", "1036",
                  here);
    else if (in.front() != ',')
        in.fail("Unexpected attribute \"" + shown(in.front()) + "\" in client-first-message.",
                "1040", here);
    in.skip();
    if (!in.fault && in.front() == 'm')
        in.refuse("0A000", "client requires an unsupported SCRAM extension", "1057", here);
    in.value('n');  // the name counts that the start-up gave
    nonce_ = in.value('r');
    if (!in.fault &&
        !std::all_of(nonce_.begin(), nonce_.end(), [](char c) { return c >= 0x21 && c <= 0x7E; }))
        in.refuse("08P01", "non-printable characters in SCRAM nonce", "1071", here);
    std::string_view ignored;
    while (!in.fault && !in.at_end()) in.any(ignored);
    return in.fault;
}

std::string PostgresqlScram::first_answer(core::Bytes random, std::uint64_t identity_seed,
                                          std::string_view user) {
    core::append_base64(nonce_, random);
    std::string first = "r=" + nonce_ + ",s=";
    core::append_base64(first, postgresql_salt(identity_seed, user));
    return first + ",i=4096";
}

std::optional<ScramFault> PostgresqlScram::read_final(std::string_view text) const {
    constexpr std::string_view here = "read_client_final_message";
    if (auto fault = without_text(text)) return fault;
    Walk in{text};
    // "n,," and "y,," in base64.
    const std::string_view binding = in.value('c');
    if (!in.fault && binding != (binding_ == 'n' ? "biws" : "eSws"))
        in.refuse("08P01", "unexpected SCRAM channel-binding attribute in client-final-message",
                  "1335", here);
    const std::string_view nonce = in.value('r');
    std::string_view value;
    char name = '\0';
    while (!in.fault && name != 'p') name = in.any(value);
    if (in.fault) return in.fault;
    const auto proof = core::from_base64(value);
    if (!proof || proof->size() != proof_bytes)
        in.fail("Malformed proof in client-final-message.", "1353", here);
    else if (!in.at_end())
        in.fail("Garbage found at the end of client-final-message.", "1361", here);
    if (in.fault) return in.fault;
    if (nonce != nonce_) {
        in.fail("Nonce does not match.", "404", "scram_exchange");
        in.fault->message = "invalid SCRAM response";
    }
    return in.fault;
}

}  // namespace hitme::dialogue
