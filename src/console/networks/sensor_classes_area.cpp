// SPDX-License-Identifier: Apache-2.0
#include "console/networks/sensor_classes_area.h"

#include <array>

#include "console/json_body.h"
#include "console/json_writer.h"
#include "console/problem.h"
#include "console/sensor_registry.h"

namespace hitme::console::networks {
namespace {

using runtime::HttpResponse;

constexpr std::string_view root = "/api/v1/sensor-classes";

void write_registration(JsonWriter& json, const SensorRegistration& registration, core::Time now) {
    json.begin_object().key("sensor").text(registration.sensor);
    json.key("version").number(registration.version);
    std::string_view stands;
    for (const auto& period : registration.periods)
        if (period.from <= now && (!period.until || now < *period.until))
            stands = name_of(period.sensor_class);
    json.key("now").text(stands).key("periods");
    // The record's own form of its periods is the API's.
    JsonBody body{body_of(registration), Unasked::is_passed_by};
    json.raw(body.raw("periods")).end_object();
}

HttpResponse list(const AreaContext& context) {
    SensorRegistry registry;
    if (const auto done = registry.refresh(context.book); !done)
        return answer_problem(problem_of(done.error()));
    JsonWriter json;
    json.begin_object().key("sensors").begin_array();
    for (const auto& [name, registration] : registry.registrations())
        write_registration(json, registration, context.now);
    json.end_array().end_object();
    return answer_json(json.take());
}

HttpResponse add(const AreaContext& context, const AreaRequest& request) {
    JsonBody body{request.body};
    const auto sensor = body.text("sensor", 64);
    SensorPeriod period;
    const auto known = sensor_class_named(body.text("class", 32));
    if (!known)
        body.fail("class",
                  "is none of internal_lan, consumer, commercial, hosting, corporate, education");
    period.sensor_class = known.value_or(SensorClass::unknown);
    period.from = body.time("from").value_or(context.now);
    period.until = body.time("until");
    if (period.until && *period.until <= period.from) body.fail("until", "must lie after from");
    period.provider = body.text("provider", 64, Needed::no);
    period.region = body.text("region", 64, Needed::no);
    for (const auto& word : body.texts("addresses", 64, 64)) {
        const auto prefix = core::Prefix::parse(word);
        if (!prefix) {
            body.fail("addresses", "holds a word that is no address");
            break;
        }
        period.addresses.push_back(*prefix);
    }
    if (const auto fault = body.fault())
        return answer_problem({400, fault->reason, fault->parameter});
    SensorRegistration registration;
    registration.sensor = sensor;
    const auto before = context.book.get(std::string(sensor_registration_kind), sensor);
    if (before) {
        auto read = sensor_registration_of(*before);
        if (!read) return answer_problem(problem_of(read.error()));
        registration = std::move(*read);
    } else if (before.error().code != core::ErrorCode::not_found) {
        return answer_problem(problem_of(before.error()));
    }
    registration.periods = with_period(registration.periods, period);
    if (registration.periods.size() > max_sensor_periods)
        return answer_problem({409, "this sensor has 200 periods already", ""});
    store::Entry entry;
    entry.kind = sensor_registration_kind;
    entry.id = sensor;
    entry.at = context.now;
    entry.author = request.caller.name;
    entry.state = name_of(registration.periods.back().sensor_class);
    entry.body = body_of(registration);
    const auto put = context.book.put(entry, registration.version);
    if (!put) return answer_problem(problem_of(put.error()));
    registration.version = *put;
    JsonWriter json;
    write_registration(json, registration, context.now);
    return answer_json(json.take());
}

}  // namespace

std::optional<HttpResponse> SensorClassesArea::answer(const AreaContext& context,
                                                      const AreaRequest& request) {
    if (request.path != root) return {};
    if (request.method == "GET") return list(context);
    if (request.method != "POST") return answer_problem({405, "GET or POST", ""});
    if (!request.caller.may(Role::admin))
        return answer_problem({403, "registering sensors needs the role admin", ""});
    return add(context, request);
}

}  // namespace hitme::console::networks
