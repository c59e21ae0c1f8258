// SPDX-License-Identifier: Apache-2.0
#include "console/markup.h"

#include <gtest/gtest.h>

namespace hitme::console {
namespace {

TEST(Markup, ALineHasNoControlsAndTurnsNoDirection) {
    // ESC, DEL, C1 CSI (C2 9B), right-to-left override (E2 80 AE), isolate (E2 81 A6); a letter of two bytes stays.
    EXPECT_EQ(plain_line("a\x1b[31m\x7f\xc2\x9b"
                         "b\xe2\x80\xae"
                         "c\xe2\x81\xa6"
                         "d\n\xc3\xa9"),
              "a?[31m??b?c?d \xc3\xa9");
}

TEST(Markup, HtmlShowsSignsAsSigns) {
    EXPECT_EQ(escape_markup("<a href=\"x\">&'"), "&lt;a href=&quot;x&quot;&gt;&amp;&#39;");
}

TEST(Markup, MarkdownShowsSignsAsSigns) {
    EXPECT_EQ(escape_markdown("[x](y) *b* <i> #1 | `c`"),
              "\\[x\\](y) \\*b\\* &lt;i&gt; \\#1 \\| \\`c\\`");
    EXPECT_EQ(escape_markdown("javascript:x http://y"), "javascript&#58;x http&#58;//y");
}

}  // namespace
}  // namespace hitme::console
