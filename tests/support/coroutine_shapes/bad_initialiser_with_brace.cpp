// SPDX-License-Identifier: Apache-2.0
// A sample for tools/check-coroutines; never compiled.
Task f() {
    if (auto x = co_await g(Options{name}); x) co_return;
}
