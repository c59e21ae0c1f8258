// SPDX-License-Identifier: Apache-2.0
// A sample for tools/check-coroutines; never compiled.
Task f() {
    auto x = co_await g({.name = name, .count = 1});
}
