// SPDX-License-Identifier: Apache-2.0
// The body of a webhook in the shape that its receiver wants. Markup of the receiver is escaped: what a stranger sent is shown
// as text and calls nobody.
//
// Sources   Slack "Formatting text for app surfaces" (& < > escaped); Teams "Adaptive Cards" 1.4 in a message with attachments;
//           Discord "Execute Webhook" (content of at most 2000 characters, allowed_mentions); Telegram Bot API sendMessage (text of
//           at most 4096 characters, no parse_mode, so no markup); ntfy "Publish as JSON" (topic, title, message, priority 1..5).
// Pure      no I/O.
#pragma once

#include <string>

#include "console/alert/channel.h"
#include "console/alert/message.h"
#include "console/alert/text_template.h"

namespace hitme::console::alert {

/// With a template of the channel: what it makes. Else the shape's.
std::string webhook_body(const Channel& channel, const Message& message, const Reader& reader);

/// What a message puts into a template.
TemplateValues template_values(const Message& message, const Reader& reader);

}  // namespace hitme::console::alert
