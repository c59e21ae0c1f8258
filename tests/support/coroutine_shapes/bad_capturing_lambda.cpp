// SPDX-License-Identifier: Apache-2.0
// A sample for tools/check-coroutines; never compiled.
Task f() {
    co_await co_spawn(
        executor, [v = std::move(v)]() -> Task { co_return; }, use_awaitable);
}
