// SPDX-License-Identifier: Apache-2.0
// /api/v1/login, /users, /tokens, /password and /audit.
//
// Sign-in  POST /login {name, password} answers 204 with the session's cookie, 401 for a wrong one, 429 with Retry-After
//          while throttled. Each try is kept in the book (kind "sign_in"), and who changed what stands in /audit.
// Guard    the last active admin among the users may go: whoever starts the program has the printed link.
#pragma once

#include <memory>

#include "console/access/throttle.h"
#include "console/area.h"
#include "console/session.h"
#include "runtime/clock.h"

namespace hitme::console {

class AccessArea : public Area {
 public:
    AccessArea(std::shared_ptr<Sessions> sessions, const runtime::Clock& clock)
        : sessions_(std::move(sessions)), clock_(clock) {}

    std::optional<runtime::HttpResponse> answer(const AreaContext& context,
                                                const AreaRequest& request) override;

 private:
    runtime::HttpResponse sign_in_by(const AreaContext& context, const AreaRequest& request);
    runtime::HttpResponse users(const AreaContext& context, const AreaRequest& request);
    runtime::HttpResponse change_user(const AreaContext& context, const AreaRequest& request,
                                      const std::string& name);
    runtime::HttpResponse change_password(const AreaContext& context, const AreaRequest& request);
    runtime::HttpResponse tokens(const AreaContext& context, const AreaRequest& request);

    std::shared_ptr<Sessions> sessions_;
    const runtime::Clock& clock_;
    SignInThrottle throttle_;
};

}  // namespace hitme::console
