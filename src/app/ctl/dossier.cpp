// SPDX-License-Identifier: Apache-2.0
// hitme dossier: the answer to "why is your network scanning mine?", its evidence pack, and the verifier of packs.
#include <cstdio>
#include <fstream>
#include <iterator>

#include "app/case_parts.h"
#include "app/ctl/area_call.h"
#include "app/ctl/options.h"
#include "app/ctl/shared_words.h"
#include "console/cases/dossier_area.h"
#include "console/cases/evidence_pack.h"
#include "core/text.h"
#include "runtime/clock.h"

namespace hitme::app {
namespace {

int verify(const DossierOptions& options) {
    std::ifstream in{options.verify, std::ios::binary};
    if (!in)
        return say_failure(
            core::error(core::ErrorCode::not_found, options.verify + ": cannot be read"));
    const std::string text{std::istreambuf_iterator<char>{in}, std::istreambuf_iterator<char>{}};
    const auto verified = console::cases::verify_pack(text);
    if (!verified)
        return say_failure(core::error(core::ErrorCode::bad_input,
                                       options.verify + ": " + verified.error().context));
    if (!options.head.empty() && options.head != verified->head)
        return say_failure(core::error(core::ErrorCode::bad_input,
                                       options.verify + ": its last hash is " + verified->head +
                                           ", not the one that was given"));
    std::printf("good: %llu lines, last hash %s\n",
                static_cast<unsigned long long>(verified->lines), verified->head.c_str());
    if (options.head.empty())
        std::printf(
            "Compare the last hash with the one that was given out (--head); without it, a chain "
            "made anew is good, too.\n");
    return 0;
}

/// The pack into its file, and into the book that it was made.
int write_pack(AreaCall& call, const DossierOptions& options, const AreaAnswer& answer) {
    std::ofstream out{options.pack, std::ios::binary | std::ios::trunc};
    out << answer.body;
    out.flush();
    if (!out)
        return say_failure(core::error(core::ErrorCode::io, options.pack + ": cannot be written"));
    const auto verified = console::cases::verify_pack(answer.body);
    if (!verified) return say_failure(verified.error());
    store::Entry entry;
    entry.kind = "evidence_pack";
    entry.id = verified->head;
    entry.at = runtime::SystemClock{}.now();
    entry.author = person_here();
    entry.subject = options.address;
    entry.state = "made";
    entry.body = "{\"lines\":" + std::to_string(verified->lines) + ",\"head\":\"" + verified->head +
                 "\",\"at\":";
    core::append_json_string(entry.body, options.at);
    entry.body += ",\"zone\":";
    core::append_json_string(entry.body, options.zone);
    entry.body += '}';
    if (const auto put = call.book().put(entry, {}); !put) return say_failure(put.error());
    std::printf("%s: %llu lines, last hash %s\n", options.pack.c_str(),
                static_cast<unsigned long long>(verified->lines), verified->head.c_str());
    return 0;
}

}  // namespace

int run_dossier(const DossierOptions& options) {
    if (!options.verify.empty()) return verify(options);
    if (options.address.empty() || options.at.empty()) {
        std::fprintf(stderr, "hitme: dossier wants an ADDRESS and --at, or --verify FILE\n");
        return 2;
    }
    const auto settings = console_settings(options.config);
    if (!settings) return say_failure(settings.error());
    const auto zone = zone_named(options.zone);
    if (!zone) return say_failure(zone.error());
    auto call = AreaCall::open(
        store_folder(options.store.empty() ? settings->store_folder : options.store));
    if (!call) return say_failure(call.error());
    console::cases::DossierArea area{host_settings(settings->cases),
                                     console::cases::Complaints::off};
    const auto query = query_of({{"address", options.address},
                                 {"at", options.at},
                                 {"zone", zone->name()},
                                 {"within", options.within}});
    const auto answer = call->ask(
        area, "GET", options.pack.empty() ? "/api/v1/dossier" : "/api/v1/dossier/pack", query);
    if (!answer) return say_failure(answer.error());
    if (!options.pack.empty()) return write_pack(*call, options, *answer);
    if (options.form == Form::json)
        std::printf("%s\n", answer->body.c_str());
    else
        std::fputs(member_of(answer->body, "text").c_str(), stdout);
    return 0;
}

}  // namespace hitme::app
