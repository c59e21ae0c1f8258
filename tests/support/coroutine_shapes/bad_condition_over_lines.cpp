// SPDX-License-Identifier: Apache-2.0
// A sample for tools/check-coroutines; never compiled.
Task f() {
    if (ready && co_await g(a, b)) {
        co_return;
    }
}
