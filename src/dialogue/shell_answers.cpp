// SPDX-License-Identifier: Apache-2.0
#include "dialogue/shell_answers.h"

#include <algorithm>
#include <array>

namespace hitme::dialogue {
namespace {

using namespace std::string_view_literals;

constexpr std::string_view banner =
    "\n\nBusyBox v1.20.2 (2014-11-13 14:26:12 CST) built-in shell (ash)\n"
    "Enter 'help' for a list of built-in commands.\n\n";

// ELF32, little-endian, executable, MIPS (8): the first 52 bytes of a program, as loaders read them to know the machine.
constexpr std::string_view elf_head =
    "\x7f"
    "ELF\1\1\1\0\0\0\0\0\0\0\0\0\2\0\x08\0\1\0\0\0\x60\x40\x40\0\x34\0\0\0\xD4\x8A\x06\0\7\x10\0"
    "\x70"
    "\x34\0\x20\0\7\0\x28\0\x1A\0\x19\0"sv;
static_assert(elf_head.size() == 52);

struct Fixed {
    std::string_view command;
    std::string_view text;
};
// Whole commands, with "busybox " and "/bin/" taken off.
constexpr std::array fixed = {
    Fixed{"sh", banner},
    Fixed{"ash", banner},
    Fixed{"id", "uid=0(root) gid=0(root)\n"},
    Fixed{"whoami", "root\n"},
    Fixed{"uname", "Linux\n"},
    Fixed{"uname -a", "Linux (none) 3.0.8 #1 Thu Nov 13 14:30:31 CST 2014 mips GNU/Linux\n"},
    Fixed{"uname -m", "mips\n"},
    Fixed{"uname -r", "3.0.8\n"},
    Fixed{"hostname", "(none)\n"},
    Fixed{"uptime", " 03:14:07 up 11 days,  2:41, load average: 0.08, 0.03, 0.05\n"},
    Fixed{"nproc", "1\n"},
    Fixed{"ls",
          "bin      dev      etc      home     lib      mnt      proc     root     sbin     sys    "
          "  tmp      usr      var\n"},
    Fixed{"ls /",
          "bin      dev      etc      home     lib      mnt      proc     root     sbin     sys    "
          "  tmp      usr      var\n"},
    Fixed{"ps",
          "  PID USER       VSZ STAT COMMAND\n    1 root      1264 S    init\n    2 root         0 "
          "SW   [kthreadd]\n"
          "  612 root      1260 S    /usr/sbin/telnetd\n  733 root      1268 S    -sh\n  791 root  "
          "    1264 R    ps\n"},
    Fixed{"free",
          "             total         used         free       shared      buffers\n"
          "Mem:         59836        31204        28632            0         2560\n"
          "-/+ buffers:              28644        31192\nSwap:            0            0           "
          " 0\n"},
    Fixed{"mount",
          "rootfs on / type rootfs (rw)\n/dev/root on / type squashfs (ro,relatime)\nproc on /proc "
          "type proc (rw,relatime)\n"
          "tmpfs on /dev type tmpfs (rw,relatime)\ntmpfs on /tmp type tmpfs (rw,relatime)\n"},
};

// Where cd can go: the folders of "ls /" and what loaders try besides.
constexpr std::array folders = {"/"sv,         "/bin"sv, "/dev"sv,     "/dev/shm"sv, "/etc"sv,
                                "/home"sv,     "/lib"sv, "/mnt"sv,     "/proc"sv,    "/root"sv,
                                "/sbin"sv,     "/sys"sv, "/tmp"sv,     "/usr"sv,     "/usr/bin"sv,
                                "/usr/sbin"sv, "/var"sv, "/var/run"sv, "/var/tmp"sv};
// The same figures as "free" without a unit.
constexpr std::string_view free_in_megabytes =
    "             total         used         free       shared      buffers\n"
    "Mem:            58           30           27            0            2\n"
    "-/+ buffers:                 27           30\nSwap:            0            0            0\n";

struct FixedFile {
    std::string_view name;
    std::string_view text;
};
constexpr std::array files = {
    FixedFile{"/proc/mounts",
              "rootfs / rootfs rw 0 0\n/dev/root / squashfs ro,relatime 0 0\nproc /proc proc "
              "rw,relatime 0 0\n"
              "tmpfs /dev tmpfs rw,relatime 0 0\ntmpfs /tmp tmpfs rw,relatime 0 0\n"},
    FixedFile{"/proc/cpuinfo",
              "system type\t\t: MT7620\nprocessor\t\t: 0\ncpu model\t\t: MIPS 24Kc "
              "V5.0\nBogoMIPS\t\t: 386.04\n"},
    FixedFile{
        "/proc/version",
        "Linux version 3.0.8 (build@server) (gcc version 4.6.3) #1 Thu Nov 13 14:30:31 CST 2014\n"},
    FixedFile{"/etc/passwd", "root:x:0:0:root:/root:/bin/sh\nnobody:x:99:99:nobody:/:/bin/false\n"},
    FixedFile{"/bin/echo", elf_head},
    FixedFile{"/bin/busybox", elf_head},
    FixedFile{"/bin/ls", elf_head},
    FixedFile{"/bin/sh", elf_head},
};

// Commands that succeed and print nothing.
constexpr std::array silent = {
    "rm"sv,      "cp"sv,    "mv"sv,    "chmod"sv, "mkdir"sv, "kill"sv, "killall"sv,
    "export"sv,  "unset"sv, "touch"sv, "sleep"sv, "true"sv,  ":"sv,    "iptables"sv,
    "history"sv, "sync"sv,  "umask"sv, "set"sv,   "while"sv, "do"sv,   "done"sv};
constexpr std::array fetching = {"wget"sv, "curl"sv, "tftp"sv, "ftpget"sv};

std::string_view trimmed(std::string_view text) {
    const std::size_t first = text.find_first_not_of(" \t\r\n");
    if (first == text.npos) return {};
    return text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
}

std::string_view first_word(std::string_view text);

/// The first of the words that is no option.
std::string_view operand_of(std::string_view words) {
    while (words.starts_with('-')) words = trimmed(words.substr(first_word(words).size()));
    return first_word(words);
}

/// What wget says of a URL that nobody answers for (BusyBox, wget.c).
std::string refused_by(std::string_view arguments) {
    std::string_view url = arguments;
    const std::size_t scheme = url.find("://");
    url = scheme == url.npos ? operand_of(url) : first_word(url.substr(scheme + 3));
    const std::string_view place = url.substr(0, url.find('/')).substr(0, 64);
    const std::string host(place.substr(0, place.find(':')));
    // A name is not resolved.
    if (host.find_first_not_of("0123456789.") != host.npos)
        return "wget: bad address '" + host + "'\n";
    const std::string port =
        place.find(':') == place.npos ? "80" : std::string(place.substr(place.find(':') + 1));
    return "Connecting to " + host + " (" + host + ":" + port +
           ")\nwget: can't connect to remote host (" + host + "): Connection refused\n";
}

std::string_view first_word(std::string_view text) {
    return text.substr(0, text.find_first_of(" \t"));
}

int digit(char c, int base) {
    int value = -1;
    if (c >= '0' && c <= '9')
        value = c - '0';
    else if (c >= 'a' && c <= 'f')
        value = c - 'a' + 10;
    else if (c >= 'A' && c <= 'F')
        value = c - 'A' + 10;
    return value < base ? value : -1;
}

// ash, echo: -n leaves out the line end, -e reads \n \t \xHH \0NNN.
std::string echoed(std::string_view arguments) {
    bool ends_line = true;
    bool escapes = false;
    while (arguments.starts_with("-")) {
        const std::string_view word = first_word(arguments);
        if (word != "-n" && word != "-e" && word != "-ne" && word != "-en") break;
        if (word.find('n') != word.npos) ends_line = false;
        if (word.find('e') != word.npos) escapes = true;
        arguments = trimmed(arguments.substr(word.size()));
    }
    std::string out;
    for (std::size_t i = 0; i < arguments.size(); ++i) {
        const char c = arguments[i];
        if (c == '"' || c == '\'') continue;
        if (c != '\\' || !escapes || i + 1 >= arguments.size()) {
            out += c;
            continue;
        }
        const char kind = arguments[++i];
        if (kind == 'x' || kind == '0') {
            const int base = kind == 'x' ? 16 : 8;
            int value = 0;
            const std::size_t most = kind == 'x' ? 2 : 3;
            std::size_t count = 0;
            while (count < most && i + 1 < arguments.size() && digit(arguments[i + 1], base) >= 0) {
                value = value * base + digit(arguments[++i], base);
                ++count;
            }
            out += static_cast<char>(value);
        } else {
            out += kind == 'n' ? '\n' : kind == 't' ? '\t' : kind == 'r' ? '\r' : kind;
        }
    }
    if (ends_line) out += '\n';
    return out;
}

// Positions of ;, &&, ||, | and & outside quotes.
struct Part {
    std::string_view text;
    std::string_view after;  ///< the separator behind it
};
std::vector<Part> parts_of(std::string_view line) {
    std::vector<Part> parts;
    char quote = 0;
    std::size_t start = 0;
    for (std::size_t i = 0; i <= line.size() && parts.size() < max_shell_commands; ++i) {
        const char c = i < line.size() ? line[i] : ';';
        if (quote != 0 && i < line.size()) {
            if (c == quote) quote = 0;
            continue;
        }
        if (c == '"' || c == '\'') {
            quote = c;
        } else if (c == ';' || c == '|' || c == '&') {
            const std::size_t length = i + 1 < line.size() && c != ';' && line[i + 1] == c ? 2 : 1;
            parts.push_back(
                {line.substr(start, i - start), i < line.size() ? line.substr(i, length) : ";"sv});
            i += length - 1;
            start = i + 1;
        }
    }
    return parts;
}

}  // namespace

void ShellAnswers::keep(std::string_view name, std::string_view text, bool append) {
    if (name.size() > 64 || name.starts_with("/dev/null")) return;
    auto file = std::find_if(files_.begin(), files_.end(),
                             [name](const File& each) { return each.name == name; });
    if (file == files_.end()) {
        if (files_.size() == max_kept_files) files_.erase(files_.begin());
        files_.push_back({std::string(name), {}});
        file = files_.end() - 1;
    }
    if (!append) file->text.clear();
    file->text += text.substr(0, max_kept_file_bytes - file->text.size());
}

bool ShellAnswers::run(std::string_view whole, std::string& out) {
    std::string_view command = trimmed(whole);
    if (command.empty()) return true;
    // Where the output goes: the last ">" outside of quotes is enough for what is sent.
    std::string_view target;
    bool append = false;
    const std::size_t arrow = command.rfind('>');
    if (arrow != command.npos && command.find_first_of("\"'", arrow) == command.npos) {
        target = trimmed(command.substr(arrow + 1));
        append = arrow > 0 && command[arrow - 1] == '>';
        command = trimmed(command.substr(0, append ? arrow - 1 : arrow));
        if (command.ends_with(" 2")) command = trimmed(command.substr(0, command.size() - 2));
    }
    bool by_busybox = false;
    for (const std::string_view prefix :
         {"/bin/busybox "sv, "busybox "sv, "/bin/"sv, "/usr/bin/"sv, "/sbin/"sv}) {
        if (!command.starts_with(prefix)) continue;
        by_busybox = prefix.find("busybox") != prefix.npos;
        if (command == "/bin/busybox") break;
        command = trimmed(command.substr(prefix.size()));
        break;
    }
    const std::string name(first_word(command));
    const std::string_view arguments = trimmed(command.substr(name.size()));
    std::string text;
    bool good = true;
    const auto same = [&](const Fixed& each) { return each.command == command; };
    const auto known = std::find_if(fixed.begin(), fixed.end(), same);
    if (name == "exit" || name == "logout") {
        ended_ = true;
    } else if (name == "cd") {
        good = change_folder(operand_of(arguments), text);
    } else if (name == "pwd") {
        text = folder_ + "\n";
    } else if (name == "ls") {
        good = list(operand_of(arguments), text);
    } else if (name == "free" && arguments == "-m") {
        text = free_in_megabytes;
    } else if ((name == "sh" || name == "ash") && !arguments.empty()) {
        // A file that was written here runs in silence: nothing of it is.
        const std::string_view file = operand_of(arguments);
        good = arguments.starts_with("-c") ||
               std::any_of(files_.begin(), files_.end(),
                           [file](const File& each) { return each.name == file; });
        if (!good) text = name + ": can't open '" + std::string(file.substr(0, 64)) + "'\n";
    } else if (known != fixed.end()) {
        text = known->text;
    } else if (name == "echo") {
        text = echoed(arguments);
    } else if (name == "cat" || name == "dd" || name == "head") {
        std::string_view file = arguments;
        if (name == "dd") {
            const std::size_t from = arguments.find("if=");
            file = from == arguments.npos ? std::string_view{} : arguments.substr(from + 3);
        }
        while (name == "head" && file.starts_with('-'))
            file = trimmed(file.substr(std::min(file.find(' '), file.size())));
        file = first_word(file);
        good = false;
        for (const FixedFile& each : files)
            if (each.name == file) {
                text = each.text;
                good = true;
            }
        for (const File& each : files_)
            if (each.name == file) {
                text = each.text;
                good = true;
            }
        if (!good)
            text = name + ": can't open '" + std::string(file.substr(0, 64)) +
                   "': No such file or directory\n";
    } else if (std::find(fetching.begin(), fetching.end(), name) != fetching.end()) {
        good = false;
        if (name == "curl")
            text = "-sh: curl: not found\n";
        else if (arguments.empty())
            text =
                "BusyBox v1.20.2 (2014-11-13 14:26:12 CST) multi-call binary.\n\nUsage: " + name +
                (name == "wget" ? " [-csq] [-O FILE] [-Y on/off] [-P DIR] [-U AGENT] URL\n\n"
                                : " [OPTIONS] HOST [PORT]\n\n");
        else if (name == "wget")
            text = refused_by(arguments);
        else
            text = name + ": timeout\n";
    } else if (std::find(silent.begin(), silent.end(), name) != silent.end()) {
        text = "";
    } else {
        good = false;
        const std::string shown = name.substr(0, 64);
        text = by_busybox ? shown + ": applet not found\n" : "-sh: " + shown + ": not found\n";
    }
    if (!target.empty() && good)
        keep(first_word(target), text, append);
    else if (target.empty() || !good)
        out += text;
    return good;
}

std::string ShellAnswers::full(std::string_view folder) const {
    std::string path(folder.starts_with('/') ? folder : "");
    if (path.empty()) {
        path = folder_ + (folder_.ends_with('/') ? "" : "/") + std::string(folder);
        if (folder == "..") path = folder_.substr(0, std::max<std::size_t>(1, folder_.rfind('/')));
        if (folder == ".") path = folder_;
    }
    while (path.size() > 1 && path.ends_with('/')) path.pop_back();
    return path;
}

bool ShellAnswers::change_folder(std::string_view folder, std::string& text) {
    const std::string path = folder.empty() ? "/root" : full(folder);
    if (std::find(folders.begin(), folders.end(), path) == folders.end()) {
        text = "-sh: cd: can't cd to " + std::string(folder.substr(0, 64)) + "\n";
        return false;
    }
    folder_ = path;
    return true;
}

bool ShellAnswers::list(std::string_view folder, std::string& text) const {
    const std::string path = folder.empty() ? folder_ : full(folder);
    if (path == "/") {
        const auto root = std::find_if(fixed.begin(), fixed.end(),
                                       [](const Fixed& each) { return each.command == "ls"; });
        text = root->text;
        return true;
    }
    if (std::find(folders.begin(), folders.end(), path) != folders.end()) return true;
    text = "ls: " + std::string(folder.substr(0, 64)) + ": No such file or directory\n";
    return false;
}

std::string ShellAnswers::answer(std::string_view line) {
    std::string out;
    bool skip = false;
    for (const Part& part : parts_of(line)) {
        bool good = true;
        if (!skip) good = run(part.text, out);
        // "a || b" runs b when a failed, "a && b" when it did not; "a | b" shows b alone, which is a's text for cat and grep.
        if (part.after == "||")
            skip = skip ? false : good;
        else if (part.after == "&&")
            skip = skip || !good;
        else
            skip = false;
        if (ended_ || out.size() > max_shell_output) break;
    }
    if (out.size() > max_shell_output) out.resize(max_shell_output);
    return out;
}

std::size_t ShellAnswers::memory() const {
    std::size_t bytes = sizeof *this + folder_.capacity();
    for (const File& each : files_)
        bytes += sizeof each + each.name.capacity() + each.text.capacity();
    return bytes;
}

}  // namespace hitme::dialogue
