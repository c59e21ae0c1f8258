// SPDX-License-Identifier: Apache-2.0
#include "console/cases/dossier_area.h"

#include "console/cases/caller_time.h"
#include "console/cases/complaint.h"
#include "console/cases/dossier_words.h"
#include "console/json_body.h"
#include "console/problem.h"
#include "console/query.h"

namespace hitme::console::cases {
namespace {

using runtime::HttpResponse;

constexpr std::string_view root = "/api/v1/dossier";

HttpResponse complain(const AreaContext& context, const AreaRequest& request) {
    JsonBody body{request.body};
    ComplaintQuestion question;
    const auto network = core::Prefix::parse(body.text("network", 64));
    if (network)
        question.network = *network;
    else
        body.fail("network", "is not an address or a prefix");
    question.from = body.time("from", Needed::yes).value_or(core::Time{});
    question.to = body.time("to", Needed::yes).value_or(core::Time{});
    if (question.from >= question.to || question.to - question.from > longest_complaint)
        body.fail("to", "must lie after from, by 31 days at most");
    const auto zone = body.text("zone", runtime::max_zone_name_bytes, Needed::no);
    question.targets = body.truth("show_targets", false) ? Targets::shown : Targets::hidden;
    if (const auto fault = body.fault())
        return answer_problem({400, fault->reason, fault->parameter});
    const auto found = zone.empty() ? core::Result<runtime::Zone>{runtime::Zone::utc()}
                                    : runtime::Zone::find(zone);
    if (!found) return answer_problem({400, found.error().context, "zone"});
    const auto draft = draft_complaint(context.store, context.book, question, *found, context.now,
                                       request.caller.name);
    if (!draft && draft.error().code == core::ErrorCode::refused)
        return answer_problem({409, draft.error().context, "network"});
    if (!draft) return answer_problem(problem_of(draft.error()));
    return answer_json(complaint_json(*draft));
}

}  // namespace

std::optional<HttpResponse> DossierArea::answer(const AreaContext& context,
                                                const AreaRequest& request) {
    if (!request.path.starts_with(root)) return {};
    const auto rest = request.path.substr(root.size());
    if (!rest.empty() && rest.front() != '/') return {};
    if (rest == "/complaint") {
        if (request.method != "POST") return answer_problem({405, "POST", ""});
        if (!request.caller.may(Role::analyst))
            return answer_problem({403, "this needs the role analyst", ""});
        if (complaints_ == Complaints::off)
            return answer_problem(
                {403, "drafts of complaints are off; set cases.complaints = true to have them",
                 ""});
        return complain(context, request);
    }
    if (!rest.empty() && rest != "/pack") return answer_problem({404, "no such path", ""});
    if (request.method != "GET") return answer_problem({405, "GET", ""});
    Parameters parameters{request.query};
    const auto address_text = parameters.text("address");
    const auto address = core::Address::parse(address_text.value_or(""));
    if (!address) parameters.fail("address", "an address is needed");
    const auto at = parameters.text("at");
    if (!at) parameters.fail("at", "a time is needed, such as 2009-01-26 08:00");
    const auto zone_name = parameters.text("zone").value_or("UTC");
    const auto within =
        parameters.duration("within", std::chrono::minutes{1}, longest_within, default_within);
    if (const auto fault = parameters.fault())
        return answer_problem({400, fault->reason, fault->parameter});
    const auto zone = runtime::Zone::find(zone_name);
    if (!zone) return answer_problem({400, zone.error().context, "zone"});
    const auto time = caller_time(*at, *zone);
    if (!time) return answer_problem({400, time.error().context, "at"});
    hosts_.refresh(context.now);
    const auto dossier = gather_dossier(context.store, context.book, hosts_,
                                        {*address, time->at, time->note, within}, context.now,
                                        runtime::clock_quality());
    if (!dossier) return answer_problem(problem_of(dossier.error()));
    if (rest.empty()) return answer_json(dossier_json(*dossier, *zone));
    const auto pack = dossier_pack(*dossier, *zone, context.now);
    HttpResponse response;
    response.headers = {{"Content-Type", "text/plain; charset=utf-8"},
                        {"Cache-Control", "no-store"},
                        {"Content-Disposition", "attachment; filename=\"evidence-pack.txt\""},
                        {"X-Pack-Head", pack.head}};
    response.body = pack.text;
    return response;
}

}  // namespace hitme::console::cases
