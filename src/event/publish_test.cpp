// SPDX-License-Identifier: Apache-2.0
#include "event/publish.h"

#include <gtest/gtest.h>

#include <boost/json/parse.hpp>
#include <fstream>
#include <iterator>

namespace hitme::event {
namespace {

std::string document(const char* name) {
    std::ifstream in(std::string(HITME_SOURCE_DIR "/docs/formats/") + name);
    return {std::istreambuf_iterator<char>(in), {}};
}

TEST(Publish, DocumentsAreWhatTheCodePrints) {
    EXPECT_EQ(document("event.proto"), proto_file())
        << "run: hitme schema --proto > docs/formats/event.proto";
    EXPECT_EQ(document("event.schema.json"), json_schema());
    EXPECT_EQ(document("events.md"), reference_page());
}

TEST(Publish, SchemaIsJson) {
    boost::json::error_code code;
    boost::json::parse(json_schema(), code);
    EXPECT_FALSE(code) << code.message();
}

}  // namespace
}  // namespace hitme::event
