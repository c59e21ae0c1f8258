// SPDX-License-Identifier: Apache-2.0
// A sample for tools/check-coroutines; never compiled.
Task f() {
    const auto x = co_await g(first, Options{
                                         name,
                                     });
}
