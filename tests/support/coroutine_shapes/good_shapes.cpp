// SPDX-License-Identifier: Apache-2.0
// A sample for tools/check-coroutines; never compiled.
// co_await in a comment, if (co_await g()) too.
Task f() {
    auto x = co_await g(a, b);
    const auto [failed, count] = co_await socket.async_read_some(buffer, token);
    [[maybe_unused]] const auto waited = co_await timer.async_wait(token);
    co_await g(names[0], text("{"));
    x = co_await g(a);
    Options options{name, 1};
    const auto call = [v = std::move(v)]() -> Task { co_return; };
    auto y = co_await g(std::move(options));
    if (x == 1) {
        auto z = co_await g(a);
    }
    for (;;) {
        co_await g(a);
    }
    while (x) co_await g(a);
    if (x) co_await g(a);
    if (int n = co_await g(a); n == 1) co_return;
    co_return co_await g(a);
}
Task<Result> h() {
    co_return co_await g(1'000);
}
