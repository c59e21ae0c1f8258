// SPDX-License-Identifier: Apache-2.0
// The pictures of an advisory's page: the curve that its growth finding was judged on, on both axes (C-58).
//
// Which    of the original and of each update the first finding that its statements name and that has a chart in the book. A
//          finding's chart is never rewritten, so what was published shows the same for ever.
#pragma once

#include "console/advisory/render.h"
#include "store/book.h"

namespace hitme::console {

/// A chart that cannot be read is left out: the page says all without it. Errors   those of the book.
core::Result<Figures> pictures_of(store::Book& book, const Advisory& advisory,
                                  const runtime::Zone& zone);

}  // namespace hitme::console
