// SPDX-License-Identifier: Apache-2.0
#include "app/demo.h"

#include <algorithm>
#include <cmath>
#include <fstream>
#include <numbers>

namespace hitme::app {
namespace {

using namespace std::chrono_literals;

constexpr std::uint32_t first_address = 0xC6120000;  // 198.18.0.0
constexpr std::uint32_t addresses = 1u << 17;        // a /15
constexpr std::uint32_t background_hosts = 3'000;
constexpr std::uint32_t outbreak_hosts = 60'000;

constexpr std::uint16_t background_ports[] = {22, 23, 80, 443, 445, 1433, 3389, 5900, 8080, 6379};

// A NetBIOS session message with an SMB1 negotiate request (MS-CIFS 2.2.4.52) for one dialect.
const core::ByteVector smb_negotiate = {0x00, 0x00, 0x00, 0x2f, 0xff, 'S',  'M',  'B',  0x72, 0x00,
                                        0x00, 0x00, 0x00, 0x18, 0x53, 0xc8, 0x00, 0x00, 0x00, 0x00,
                                        0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0xff, 0xfe,
                                        0x00, 0x00, 0x00, 0x00, 0x00, 0x0c, 0x00, 0x02, 'N',  'T',
                                        ' ',  'L',  'M',  ' ',  '0',  '.',  '1',  '2',  0x00};

core::ByteVector bytes_of(std::string_view text) {
    return {text.begin(), text.end()};
}

// F-Secure, 22 January 2009: addresses seen per country (capabilities section 5.3); the sum is 1,005,941. ".EU" is no
// country and is left out.
struct Share {
    const char* country;
    std::uint32_t seen;
};
constexpr Share shares[] = {
    {"CN", 152016}, {"RU", 139934}, {"BR", 120197}, {"IN", 64035}, {"UA", 63939}, {"KR", 39731},
    {"IT", 39712},  {"RO", 39156},  {"AR", 36070},  {"ID", 21263}, {"CL", 17322}, {"TH", 17312},
    {"MY", 17285},  {"PH", 16924},  {"TW", 16154},  {"DE", 15697}, {"CO", 14785}, {"KZ", 12629},
    {"US", 11779},  {"MX", 10527},  {"VE", 10249},  {"TR", 8328},  {"FR", 8088},  {"PK", 7973},
    {"GB", 7857},   {"BG", 6900},   {"HU", 6822},   {"PL", 6758},  {"MK", 5763},  {"IR", 5572},
    {"JP", 4895},   {"ES", 4666},   {"SA", 4423},   {"PT", 4310},  {"VN", 3451},  {"JO", 3269},
    {"BA", 3127},   {"SK", 2971},   {"EC", 2839},   {"LT", 2486},  {"MD", 2249},  {"AT", 2179},
    {"HR", 2178},   {"LK", 1906},   {"CZ", 1803},   {"HK", 1723},  {"CA", 1669},  {"YE", 1555},
    {"PE", 1394},   {"SE", 1388}};

}  // namespace

DemoStory::DemoStory(core::Time now, std::uint64_t seed)
    : start_(now - background_before),
      onset_(now - outbreak_before),
      contacts_until_(start_),
      beats_until_(start_),
      next_(start_),
      random_(seed) {}

double DemoStory::background_per_hour(core::Time at) const {
    // A daily swing of 40 %, as home computers have (Dagon 2006).
    const double hours =
        std::chrono::duration<double, std::ratio<3600>>(at.time_since_epoch()).count();
    return 40 * (1 + 0.4 * std::sin(2 * std::numbers::pi * hours / 24));
}

double DemoStory::outbreak_per_hour(core::Time at) const {
    if (at < onset_) return 0;
    const double hours = std::chrono::duration<double, std::ratio<3600>>(at - onset_).count();
    // Doubles every 4 hours from 5 an hour on, and bends where 250 an hour would be the most (logistic).
    const double growth = std::exp2(hours / 4);
    return 250 * growth / (growth + 49);
}

event::Contact DemoStory::contact(core::Time at, std::uint16_t port, std::uint32_t host) {
    event::Contact contact;
    contact.sensor = random_.below(3) == 0 ? "demo-2" : "demo-1";
    contact.epoch = 1;
    contact.sequence = ++sequence_;
    contact.seen_at = at;
    contact.ended_at = at + std::chrono::milliseconds{200 + random_.below(4000)};
    contact.transport = event::Transport::tcp;
    // Odd multiplier: every host has one address, spread over the range.
    contact.source = core::Address::v4(first_address + (host * 40503u + 77u) % addresses);
    contact.source_port = static_cast<std::uint16_t>(1024 + random_.below(60000));
    contact.destination = core::Address::v4(0xC0000201);  // 192.0.2.1, RFC 5737
    contact.destination_port = port;
    contact.handshake = event::Handshake::completed;
    contact.ending = event::Ending::peer_closed;
    contact.stage = event::Stage::scan;
    contact.origin = "demo";
    contact.simulated = true;
    return contact;
}

event::Contact DemoStory::background_contact(core::Time at) {
    const auto port = background_ports[random_.below(std::size(background_ports))];
    // Few hosts knock often, many once.
    const double skew = random_.uniform();
    auto made = contact(at, port, static_cast<std::uint32_t>(background_hosts * skew * skew));
    if (random_.below(3) == 0) return made;
    if (port == 80 || port == 8080) {
        made.first_bytes =
            bytes_of("GET / HTTP/1.1\r\nHost: 192.0.2.1\r\nUser-Agent: demo\r\n\r\n");
        made.protocol = "http";
    } else if (port == 22) {
        made.first_bytes = bytes_of("SSH-2.0-Go\r\n");
        made.protocol = "ssh";
    } else if (port == 445) {
        made.first_bytes = smb_negotiate;
        made.protocol = "smb1";
    } else {
        return made;
    }
    made.handshake = event::Handshake::sent_data;
    made.stage = event::Stage::probe;
    made.bytes_in = made.first_bytes.size();
    return made;
}

event::Contact DemoStory::outbreak_contact(core::Time at) {
    auto made = contact(
        at, 445, background_hosts + static_cast<std::uint32_t>(random_.below(outbreak_hosts)));
    made.first_bytes = smb_negotiate;
    made.protocol = "smb1";
    made.handshake = event::Handshake::sent_data;
    made.stage = event::Stage::probe;
    made.bytes_in = made.first_bytes.size();
    return made;
}

bool DemoStory::down(core::Time at) const {
    const core::Duration before_present = start_ + background_before - at;
    return before_present > 9h && before_present <= 11h;
}

void DemoStory::heartbeats(core::Time until, std::vector<event::Event>& out) {
    for (; beats_until_ + 60s <= until; beats_until_ += 60s) {
        for (const char* sensor : {"demo-1", "demo-2"}) {
            // From the present on demo-1 is the real sensor, which beats by itself.
            if (sensor[5] == '1' && beats_until_ >= start_ + background_before) continue;
            if (sensor[5] == '2' && down(beats_until_)) continue;
            event::Heartbeat beat;
            beat.sensor = sensor;
            beat.epoch = 1;
            beat.sequence = ++sequence_;
            beat.seen_at = beats_until_ + 60s;
            beat.covers_seconds = 60;
            beat.version = HITME_VERSION;
            beat.started_seconds_ago = static_cast<std::uint64_t>(
                std::chrono::floor<std::chrono::seconds>(beats_until_ - start_).count());
            beat.listeners = static_cast<std::uint32_t>(std::size(background_ports));
            for (const auto port : background_ports)
                beat.signals.push_back("tcp/" + std::to_string(port));
            beat.simulated = true;
            out.emplace_back(std::move(beat));
        }
    }
}

std::vector<event::Event> DemoStory::advance(core::Time until) {
    std::vector<event::Event> out;
    // Thinning (Lewis and Shedler 1979): candidates at the highest rate there can be, each kept by its own rate.
    constexpr double highest = 40 * 1.4 + 250;
    while (true) {
        if (next_ <= contacts_until_)
            next_ = contacts_until_ +
                    core::Duration{
                        static_cast<std::int64_t>(random_.exponential(3.6e12 / highest)) + 1};
        if (next_ > until) break;
        contacts_until_ = next_;
        const double drawn = random_.uniform() * highest;
        const double background = background_per_hour(next_);
        event::Contact made;
        if (drawn < background) {
            made = background_contact(next_);
        } else if (drawn < background + outbreak_per_hour(next_)) {
            made = outbreak_contact(next_);
        } else {
            continue;
        }
        if (made.sensor == "demo-2" && down(next_)) continue;
        event::derive(made);
        out.emplace_back(std::move(made));
    }
    heartbeats(until, out);
    std::stable_sort(out.begin(), out.end(), [](const event::Event& a, const event::Event& b) {
        return event::seen_at(a) < event::seen_at(b);
    });
    return out;
}

core::Result<void> write_demo_geography(const std::string& path) {
    std::ofstream out(path, std::ios::trunc);
    out << "# Source: SIMULATED: 198.18.0.0/15 divided by the shares of one day of 2009\n"
           "# No real address is placed by this file.\n";
    double total = 0;
    for (const Share& share : shares) total += share.seen;
    double before = 0;
    std::uint32_t from = first_address;
    for (const Share& share : shares) {
        before += share.seen;
        const auto to = first_address + static_cast<std::uint32_t>(addresses * (before / total));
        if (to > from) out << from << ',' << to - 1 << ',' << share.country << '\n';
        from = std::max(from, to);
    }
    if (!out.flush()) return core::error(core::ErrorCode::io, path + ": cannot be written");
    return {};
}

}  // namespace hitme::app
