// SPDX-License-Identifier: Apache-2.0
#include "wire/spnego.h"

#include <algorithm>
#include <array>

#include "core/reader.h"
#include "core/writer.h"

namespace hitme::wire {

namespace {

// DER tags (X.690 section 8.1.2) that the grammar of RFC 4178 uses.
constexpr std::uint8_t tag_application_0 = 0x60;  // InitialContextToken, RFC 2743 section 3.1
constexpr std::uint8_t tag_sequence = 0x30;
constexpr std::uint8_t tag_oid = 0x06;
constexpr std::uint8_t tag_octet_string = 0x04;
constexpr std::uint8_t tag_enumerated = 0x0A;
constexpr std::uint8_t tag_general_string = 0x1B;
constexpr std::uint8_t context(std::uint8_t number) {
    return static_cast<std::uint8_t>(0xA0 + number);
}

// Values of the object identifiers, without tag and length.
constexpr std::array<std::uint8_t, 6> oid_spnego = {0x2B, 0x06, 0x01, 0x05, 0x05, 0x02};
constexpr std::array<std::uint8_t, 10> oid_ntlmssp = {0x2B, 0x06, 0x01, 0x04, 0x01,
                                                      0x82, 0x37, 0x02, 0x02, 0x0A};
constexpr std::array<std::uint8_t, 10> oid_negoex = {0x2B, 0x06, 0x01, 0x04, 0x01,
                                                     0x82, 0x37, 0x02, 0x02, 0x1E};
constexpr std::array<std::uint8_t, 9> oid_kerberos = {0x2A, 0x86, 0x48, 0x86, 0xF7,
                                                      0x12, 0x01, 0x02, 0x02};
constexpr std::array<std::uint8_t, 9> oid_ms_kerberos = {0x2A, 0x86, 0x48, 0x82, 0xF7,
                                                         0x12, 0x01, 0x02, 0x02};

bool same(core::Bytes a, core::Bytes b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end());
}

SpnegoMechanism mechanism_of(core::Bytes oid) {
    if (same(oid, oid_ntlmssp)) return SpnegoMechanism::ntlmssp;
    if (same(oid, oid_kerberos)) return SpnegoMechanism::kerberos;
    if (same(oid, oid_ms_kerberos)) return SpnegoMechanism::ms_kerberos;
    if (same(oid, oid_negoex)) return SpnegoMechanism::negoex;
    return SpnegoMechanism::other;
}

core::Bytes oid_of(SpnegoMechanism mechanism) {
    switch (mechanism) {
        case SpnegoMechanism::ntlmssp:
            return oid_ntlmssp;
        case SpnegoMechanism::kerberos:
            return oid_kerberos;
        case SpnegoMechanism::ms_kerberos:
            return oid_ms_kerberos;
        case SpnegoMechanism::negoex:
            return oid_negoex;
        case SpnegoMechanism::other:
            break;
    }
    return {};
}

struct Element {
    std::uint8_t tag = 0;
    core::Bytes value;
    core::Bytes whole;  // with tag and length
};

// One DER element at the reader: definite lengths only (X.690 section 10.1), of up to four octets.
Element take_element(core::Reader& in, core::Bytes view, const char* field) {
    Element element;
    const std::size_t start = in.offset();
    element.tag = in.u8(field);
    std::size_t length = in.u8(field);
    if (length >= 0x80) {
        const std::size_t octets = length - 0x80;
        if (octets == 0) in.fail(core::Fault::bad_value, "Length");
        if (octets > 4) in.fail(core::Fault::over_limit, "Length");
        length = 0;
        for (std::size_t i = 0; i < octets && in.ok(); ++i)
            length = (length << 8) | in.u8("Length");
    }
    element.value = in.take(length, field);
    if (in.ok()) element.whole = view.subspan(start, in.offset() - start);
    return element;
}

// The value of the only element in `view`, which must have this tag.
core::Bytes open(core::Reader& outer, core::Bytes view, std::uint8_t tag, const char* field) {
    if (!outer.ok()) return {};
    core::Reader in{view};
    const Element element = take_element(in, view, field);
    if (!in.ok()) {
        outer.fail(in.error().fault, in.error().field);
        return {};
    }
    if (element.tag != tag) {
        outer.fail(core::Fault::bad_value, field);
        return {};
    }
    return element.value;
}

void read_mechanisms(core::Reader& outer, core::Bytes list, SpnegoToken& token) {
    core::Reader in{list};
    while (in.ok() && in.left() > 0) {
        if (token.mechanisms.size() == max_spnego_mechanisms) {
            outer.fail(core::Fault::over_limit, "MechTypeList");
            return;
        }
        const Element oid = take_element(in, list, "MechType");
        if (in.ok() && oid.tag != tag_oid) in.fail(core::Fault::bad_value, "MechType");
        if (in.ok()) token.mechanisms.push_back(mechanism_of(oid.value));
    }
    if (!in.ok()) outer.fail(in.error().fault, in.error().field);
}

// [MS-SPNG] 2.2.1: NegHints ::= SEQUENCE { hintName [0] GeneralString OPTIONAL, hintAddress [1] OCTET STRING OPTIONAL }
void read_hints(core::Reader& outer, core::Bytes value, SpnegoToken& token) {
    const core::Bytes sequence = open(outer, value, tag_sequence, "negHints");
    core::Reader in{sequence};
    while (outer.ok() && in.ok() && in.left() > 0) {
        const Element field = take_element(in, sequence, "negHints");
        if (in.ok() && field.tag == context(0))
            token.hint_name = open(outer, field.value, tag_general_string, "hintName");
    }
    if (!in.ok()) outer.fail(in.error().fault, in.error().field);
}

void read_init(core::Reader& outer, core::Bytes fields, SpnegoToken& token) {
    core::Reader in{fields};
    while (outer.ok() && in.ok() && in.left() > 0) {
        const Element field = take_element(in, fields, "NegTokenInit");
        if (!in.ok()) break;
        if (field.tag == context(0)) {
            const core::Bytes list = open(outer, field.value, tag_sequence, "MechTypeList");
            token.mechanism_list = field.value;
            read_mechanisms(outer, list, token);
        } else if (field.tag == context(2)) {
            token.token = open(outer, field.value, tag_octet_string, "mechToken");
        } else if (field.tag == context(3) && !field.value.empty() &&
                   field.value[0] == tag_sequence) {
            read_hints(outer, field.value, token);  // NegTokenInit2
        } else if (field.tag == context(3) || field.tag == context(4)) {
            token.mechanism_list_mic = open(outer, field.value, tag_octet_string, "mechListMIC");
        }  // reqFlags [1] and unknown fields are passed over
    }
    if (!in.ok()) outer.fail(in.error().fault, in.error().field);
}

void read_response(core::Reader& outer, core::Bytes fields, SpnegoToken& token) {
    core::Reader in{fields};
    while (outer.ok() && in.ok() && in.left() > 0) {
        const Element field = take_element(in, fields, "NegTokenResp");
        if (!in.ok()) break;
        if (field.tag == context(0)) {
            const core::Bytes state = open(outer, field.value, tag_enumerated, "negState");
            if (state.size() != 1 || state[0] > 3)
                outer.fail(core::Fault::bad_value, "negState");
            else
                token.state = static_cast<SpnegoState>(state[0]);
        } else if (field.tag == context(1)) {
            const core::Bytes oid = open(outer, field.value, tag_oid, "supportedMech");
            if (outer.ok()) token.chosen = mechanism_of(oid);
        } else if (field.tag == context(2)) {
            token.token = open(outer, field.value, tag_octet_string, "responseToken");
        } else if (field.tag == context(3)) {
            token.mechanism_list_mic = open(outer, field.value, tag_octet_string, "mechListMIC");
        }
    }
    if (!in.ok()) outer.fail(in.error().fault, in.error().field);
}

// Tag, length and value (X.690 section 8.1.3), shortest form.
core::ByteVector element(std::uint8_t tag, core::Bytes value) {
    core::ByteVector out;
    core::Writer to{out};
    to.u8(tag);
    const std::size_t length = value.size();
    if (length < 0x80) {
        to.u8(static_cast<std::uint8_t>(length));
    } else if (length <= 0xFF) {
        to.u8(0x81);
        to.u8(static_cast<std::uint8_t>(length));
    } else if (length <= 0xFFFF) {
        to.u8(0x82);
        to.u16be(static_cast<std::uint16_t>(length));
    } else {
        to.u8(0x84);
        to.u32be(static_cast<std::uint32_t>(length));
    }
    to.bytes(value);
    return out;
}

}  // namespace

core::Parsed<SpnegoToken> decode_spnego(core::Bytes blob) {
    core::Reader in{blob};
    SpnegoToken token;
    const Element outer = take_element(in, blob, "NegotiationToken");
    if (!in.ok()) return in.error();
    core::Bytes choice = outer.whole;
    if (outer.tag == tag_application_0) {
        core::Reader framed{outer.value};
        const Element oid = take_element(framed, outer.value, "InitialContextToken");
        if (!framed.ok()) return framed.error();
        if (oid.tag != tag_oid || !same(oid.value, oid_spnego))
            return core::ParseError{core::Fault::bad_value, 0, "InitialContextToken"};
        choice = framed.rest();
    }
    core::Reader chosen{choice};
    const Element negotiation = take_element(chosen, choice, "NegotiationToken");
    if (!chosen.ok()) return chosen.error();
    core::Reader faults{blob};  // carries the first fault of what lies inside
    if (negotiation.tag == context(0)) {
        token.is_init = true;
        read_init(faults, open(faults, negotiation.value, tag_sequence, "NegTokenInit"), token);
    } else if (negotiation.tag == context(1)) {
        read_response(faults, open(faults, negotiation.value, tag_sequence, "NegTokenResp"), token);
    } else {
        return core::ParseError{core::Fault::bad_value, 0, "NegotiationToken"};
    }
    if (!faults.ok()) return faults.error();
    return token;
}

core::ByteVector encode_mechanism_list(const std::vector<SpnegoMechanism>& mechanisms) {
    core::ByteVector oids;
    for (const SpnegoMechanism mechanism : mechanisms) {
        if (mechanism == SpnegoMechanism::other) continue;
        const core::ByteVector oid = element(tag_oid, oid_of(mechanism));
        oids.insert(oids.end(), oid.begin(), oid.end());
    }
    return element(tag_sequence, oids);
}

core::ByteVector encode_spnego_init(const SpnegoInit& init) {
    core::ByteVector fields = element(context(0), encode_mechanism_list(init.mechanisms));
    core::Writer to{fields};
    if (!init.token.empty()) to.bytes(element(context(2), element(tag_octet_string, init.token)));
    if (!init.hint_name.empty()) {
        const auto name = element(context(0), element(tag_general_string, init.hint_name));
        to.bytes(element(context(3), element(tag_sequence, name)));
    }
    core::ByteVector inner = element(tag_oid, oid_spnego);
    const core::ByteVector token = element(context(0), element(tag_sequence, fields));
    inner.insert(inner.end(), token.begin(), token.end());
    return element(tag_application_0, inner);
}

core::ByteVector encode_spnego_response(const SpnegoResponse& response) {
    core::ByteVector fields;
    core::Writer to{fields};
    if (response.state) {
        const std::uint8_t state = static_cast<std::uint8_t>(*response.state);
        to.bytes(element(context(0), element(tag_enumerated, core::Bytes{&state, 1})));
    }
    if (response.chosen) to.bytes(element(context(1), element(tag_oid, oid_of(*response.chosen))));
    if (!response.token.empty())
        to.bytes(element(context(2), element(tag_octet_string, response.token)));
    if (!response.mechanism_list_mic.empty())
        to.bytes(element(context(3), element(tag_octet_string, response.mechanism_list_mic)));
    return element(context(1), element(tag_sequence, fields));
}

}  // namespace hitme::wire
