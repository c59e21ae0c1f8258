// SPDX-License-Identifier: Apache-2.0
// A sink that keeps what it is given, and a file that goes away with the test.
#pragma once

#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdio>
#include <fstream>
#include <string>
#include <string_view>
#include <vector>

#include "core/bytes.h"
#include "sensor/event_sink.h"

namespace hitme::tests {

class KeptEvents final : public sensor::EventSink {
 public:
    core::Result<void> take(event::Event& event) override {
        events.push_back(event);
        return {};
    }
    const event::Contact& contact(std::size_t index) const {
        return std::get<event::Contact>(events.at(index));
    }
    std::vector<event::Event> events;
};

class ScratchFile {
 public:
    explicit ScratchFile(core::Bytes bytes) {
        std::string name = ::testing::TempDir() + "hitme_XXXXXX";
        const int descriptor = ::mkstemp(name.data());
        EXPECT_GE(descriptor, 0);
        ::close(descriptor);
        path_ = name;
        std::ofstream(path_, std::ios::binary)
            .write(reinterpret_cast<const char*>(bytes.data()),
                   static_cast<std::streamsize>(bytes.size()));
    }
    explicit ScratchFile(std::string_view text) : ScratchFile(core::as_bytes(text)) {}
    ~ScratchFile() { std::remove(path_.c_str()); }
    ScratchFile(const ScratchFile&) = delete;
    ScratchFile& operator=(const ScratchFile&) = delete;
    const std::string& path() const { return path_; }

 private:
    std::string path_;
};

}  // namespace hitme::tests
