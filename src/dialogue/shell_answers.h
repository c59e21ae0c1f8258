// SPDX-License-Identifier: Apache-2.0
// What a small device's shell prints for the lines that worms send. A table of fixed texts: nothing is run.
//
// What     BusyBox ash and its applets as source and manual show them: "applet not found", /proc/mounts, the head of an ELF
//          file, echo with -n and -e.
// Files    a line that writes ("echo x > f") is kept up to max_kept_file_bytes for max_kept_files names, so that "cat f"
//          shows it again, as Mirai's loader asks; nothing touches a disk.
// Folders  are those of a table: cd goes there, pwd says so, ls shows the root's alone.
// Never    opens a connection: wget says that the host refuses, or that its name is not known, tftp that it does not answer.
// Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace hitme::dialogue {

constexpr std::size_t max_kept_files = 4;         // ours
constexpr std::size_t max_kept_file_bytes = 128;  // ours
constexpr std::size_t max_shell_output = 4096;    // ours: of one line
constexpr std::size_t max_shell_commands = 32;    // ours: of one line

class ShellAnswers {
 public:
    /// What is printed for one line, with LF as line end; `ended` is set by exit and logout.
    std::string answer(std::string_view line);
    bool ended() const { return ended_; }
    std::size_t memory() const;

 private:
    struct File {
        std::string name;
        std::string text;
    };
    /// Output of one command; false when it failed.
    bool run(std::string_view command, std::string& out);
    void keep(std::string_view name, std::string_view text, bool append);
    /// Where cd and ls look, by their own word for it.
    std::string full(std::string_view folder) const;
    bool change_folder(std::string_view folder, std::string& text);
    bool list(std::string_view folder, std::string& text) const;

    std::vector<File> files_;
    std::string folder_ = "/";  ///< one of a table's
    bool ended_ = false;
};

}  // namespace hitme::dialogue
