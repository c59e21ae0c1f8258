// SPDX-License-Identifier: Apache-2.0
// Keeps the notices that were told.
#pragma once

#include <mutex>
#include <vector>

#include "console/notice.h"

namespace hitme::tests {

class KeptNotices : public console::Notices {
 public:
    void tell(console::Notice notice) override {
        const std::lock_guard lock(mutex_);
        told_.push_back(std::move(notice));
    }
    std::vector<console::Notice> take() {
        const std::lock_guard lock(mutex_);
        return std::exchange(told_, {});
    }

 private:
    std::mutex mutex_;
    std::vector<console::Notice> told_;
};

}  // namespace hitme::tests
