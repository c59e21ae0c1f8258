// SPDX-License-Identifier: Apache-2.0
// A sample for tools/check-coroutines; never compiled.
Task f() {
    switch (co_await g()) {
        case 1:
            co_return;
    }
}
