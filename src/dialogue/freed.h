// SPDX-License-Identifier: Apache-2.0
// How std::unique_ptr gives back what a C library made: std::unique_ptr<SSL, Freed<SSL_free>>.
#pragma once

namespace hitme::dialogue {

template <auto Free>
struct Freed {
    template <class T>
    void operator()(T* each) const {
        Free(each);
    }
};

}  // namespace hitme::dialogue
