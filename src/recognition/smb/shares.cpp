// SPDX-License-Identifier: Apache-2.0
#include "recognition/smb/shares.h"

#include <algorithm>

#include "core/text.h"
#include "recognition/smb/client_shape.h"
#include "wire/nt_status.h"
#include "wire/rpc_interfaces.h"
#include "wire/smb1_create.h"
#include "wire/smb1_tree_connect.h"
#include "wire/smb_text.h"

namespace hitme::recognition::smb {
namespace {

using event::Grade;
using event::Stage;

std::string upper(std::string_view text) {
    std::string out(text);
    for (char& letter : out)
        if (letter >= 'a' && letter <= 'z') letter = static_cast<char>(letter - 'a' + 'A');
    return out;
}

// The last part of a path, in lower case.
std::string base_name(std::string_view path) {
    const std::size_t slash = path.find_last_of("\\/");
    return wire::lower_ascii(slash == path.npos ? path : path.substr(slash + 1));
}

constexpr std::uint32_t write_access = 0x5000'0006;  // GENERIC_ALL, GENERIC_WRITE, write, append
constexpr std::uint32_t maximum_allowed = 0x0200'0000;

bool makes_files(const OpenRequest& request) {
    // CreateDisposition: open (1) alone makes nothing. open_if (3) is how readers open directories too.
    if (request.disposition == 1) return false;
    return request.disposition != 3 || (request.access & (write_access | maximum_allowed)) != 0;
}

// " x.exe on ADMIN$"
std::string file_words(std::string_view name, std::string_view share) {
    return " " + (name.empty() ? std::string("a file") : std::string(name)) +
           (share.empty() ? "" : " on " + std::string(share));
}

Asked removal(std::string_view name, std::string_view share) {
    return {"delete", "deleted", file_words(name, share), true};
}

std::string short_digits(std::uint64_t bytes) {
    return std::to_string(bytes) + (bytes == 1 ? " byte" : " bytes");
}

}  // namespace

bool is_admin_share(std::string_view share) {
    if (share == "ADMIN$") return true;
    return share.size() == 2 && share[1] == '$' && share[0] >= 'A' && share[0] <= 'Z';
}

bool is_executable_name(std::string_view name) {
    const std::string base = base_name(name);
    const std::size_t dot = base.rfind('.');
    if (dot == base.npos) return false;
    static constexpr std::string_view extensions[] = {"exe", "dll", "sys", "scr", "bat",
                                                      "cmd", "ps1", "vbs", "js",  "hta",
                                                      "com", "pif", "msi", "cpl", "ocx"};
    return std::find(std::begin(extensions), std::end(extensions), base.substr(dot + 1)) !=
           std::end(extensions);
}

NamePlace place_in(core::Bytes message, core::Bytes name) {
    if (name.empty()) return {};
    return {static_cast<std::uint64_t>(name.data() - message.data()), name.size()};
}

RpcMemory& Shares::rpc() {
    if (!rpc_) {
        rpc_ = std::make_unique<RpcMemory>();
        rpc_->peers = peers_;
    }
    return *rpc_;
}

void Shares::connect(std::uint64_t request, std::string_view path, NamePlace place, Notes& notes) {
    const wire::UncPath unc = wire::split_unc(path);
    Tree tree;
    tree.request = request;
    tree.share = upper(unc.share);
    tree.kind = tree.share == "IPC$" ? ShareKind::pipe : ShareKind::disk;
    notes.reach(Stage::probe, tree.share);
    notes.story().fact("smb.tree", path);
    notes.phrase(Weight::share, "asked for ", tree.share);
    if (const Rule* family = family_of_unc_host(unc.host))
        notes.family_sign(*family, "prepared host", SignWorth::own,
                          {place.offset, place.length, "prepared host " + std::string(unc.host)});
    if (tree.share == "NMAP-SHARE-TEST")
        notes.found(rules::nmap, Grade::certain, {{place.offset, place.length, std::string(path)}});
    if (trees_.size() >= max_trees) trees_.erase(trees_.begin());
    trees_.push_back(std::move(tree));
}

void Shares::connected(std::uint64_t request, std::uint32_t status, std::uint32_t id,
                       Notes& notes) {
    const auto found = std::find_if(trees_.begin(), trees_.end(), [&](const Tree& tree) {
        return !tree.answered && tree.request == request;
    });
    if (found == trees_.end()) return;
    if (status != 0) {
        const bool is_refused = status == wire::value_of(wire::NtStatus::access_denied);
        notes.rephrase("asked for " + found->share,
                       (is_refused ? "was refused " : "asked in vain for ") + found->share);
        trees_.erase(found);
        return;
    }
    std::erase_if(trees_, [&](const Tree& tree) { return tree.answered && tree.id == id; });
    for (Tree& tree : trees_) {
        if (tree.answered || tree.request != request) continue;
        tree.id = id;
        tree.answered = true;
        return;
    }
}

void Shares::disconnect(std::uint32_t id) {
    std::erase_if(trees_, [&](const Tree& tree) { return tree.answered && tree.id == id; });
}

const Tree* Shares::find_tree(std::uint32_t id) const {
    for (const Tree& tree : trees_)
        if (tree.answered && tree.id == id) return &tree;
    // Its answer was not seen: what was asked for last.
    for (auto tree = trees_.rbegin(); tree != trees_.rend(); ++tree)
        if (!tree->answered) return &*tree;
    return nullptr;
}

ShareKind Shares::kind_of(std::uint32_t tree) const {
    const Tree* found = find_tree(tree);
    return found == nullptr ? ShareKind::unknown : found->kind;
}

OpenFile& Shares::open(const OpenRequest& request, Notes& notes) {
    auto file = std::make_unique<OpenFile>();
    file->serial = ++opened_;
    file->request = request.request;
    const Tree* tree = find_tree(request.tree);
    if (tree != nullptr) {
        file->share = tree->share;
        file->kind = tree->kind;
    }
    const std::string normal = wire::normal_pipe_name(request.name);
    // In the middle of a conversation the tree is not known: the name may tell.
    if (file->kind == ShareKind::unknown && wire::is_known_pipe(normal))
        file->kind = ShareKind::pipe;
    file->created = file->kind != ShareKind::pipe && makes_files(request);
    file->name = file->kind == ShareKind::pipe ? normal : request.name;
    if (file->kind == ShareKind::pipe) {
        file->pipe = std::make_unique<Pipe>(normal);
        // The far ends of PsExec's and RemCom's services: a program runs there already.
        if (normal.starts_with("psexesvc") || normal.starts_with("remcom_communicat"))
            notes.found(rules::psexec, Grade::likely,
                        {{request.place.offset, request.place.length, "pipe " + normal}});
        notes.phrase(Weight::pipe, "opened \\", normal);
        notes.story().fact("smb.pipe", normal);
    }
    notes.reach(Stage::probe, request.name);
    if (notes.keeps_operations())
        file->operation =
            notes.operation(notes.so_far().protocol, request.command,
                            request.name.empty() ? "(root of the share)" : request.name);
    judge_open(*file, request, notes);
    // What is made for a while is not there to be deleted; what was there is.
    if (file->kind != ShareKind::pipe && !makes_files(request) &&
        (request.options & wire::option_delete_on_close) != 0) {
        file->deletes = true;
        notes.phrase(Weight::listing, removal(file->name, file->share).words());
    }
    if (files_.size() >= max_files) {
        tell_written(*files_.front(), notes);
        files_.erase(files_.begin());
    }
    files_.push_back(std::move(file));
    return *files_.back();
}

void Shares::judge_open(const OpenFile& file, const OpenRequest& request, Notes& notes) {
    if (file.kind == ShareKind::disk && file.created && is_admin_share(file.share) &&
        is_executable_name(file.name)) {
        rpc().uploaded_program = true;
        notes.found(rules::admin_share, Grade::likely,
                    {{request.place.offset, request.place.length,
                      file.share + ", " + file.name + " created"}});
        notes.phrase(Weight::attack, "created " + file.name + " on " + file.share);
    }
    // CVE-2017-7494: a pipe that is a path. Samba looked for it in the file system.
    const std::string lower = wire::lower_ascii(request.name);
    const bool library = lower.ends_with(".so");
    const bool is_path =
        request.name.find('/') != std::string::npos || (file.kind == ShareKind::pipe && library);
    if (file.kind != ShareKind::disk && is_path && library) {
        notes.found(rules::sambacry, rpc_ && rpc_->wrote_library ? Grade::certain : Grade::likely,
                    {{request.place.offset, request.place.length, "pipe named " + request.name}});
        notes.phrase(Weight::attack, "opened the library " + request.name + " as a pipe");
    }
}

void Shares::opened(std::uint64_t request, std::uint32_t status, std::uint64_t key, Notes& notes) {
    const auto found = std::find_if(files_.begin(), files_.end(), [&](const auto& file) {
        return !file->answered && file->request == request;
    });
    if (found == files_.end()) return;
    notes.story().outcome((*found)->operation, wire::nt_status_name(status));
    if ((*found)->deletes) {
        const Asked asked = removal((*found)->name, (*found)->share);
        notes.rephrase(asked.words(), asked.words(status));
    }
    if (status != 0) {
        files_.erase(found);
        return;
    }
    OpenFile* file = found->get();
    for (auto other = files_.begin(); other != files_.end(); ++other) {
        if ((*other)->answered && (*other)->key == key) {
            tell_written(**other, notes);
            files_.erase(other);
            break;
        }
    }
    file->key = key;
    file->answered = true;
}

OpenFile& Shares::file(std::uint64_t key) {
    for (const auto& file : files_)
        if (file->answered && file->key == key) return *file;
    for (const auto& file : files_) {
        if (file->answered) continue;
        file->key = key;  // its answer was not seen
        file->answered = true;
        return *file;
    }
    if (files_.size() >= max_files) files_.erase(files_.begin());
    auto made = std::make_unique<OpenFile>();
    made->serial = ++opened_;
    made->key = key;
    made->answered = true;
    made->unnamed = true;
    files_.push_back(std::move(made));
    return *files_.back();
}

OpenFile* Shares::asked(std::uint64_t request) {
    for (auto file = files_.rbegin(); file != files_.rend(); ++file)
        if ((*file)->request == request && !(*file)->unnamed) return file->get();
    return nullptr;
}

OpenFile* Shares::by_serial(std::uint64_t serial) {
    for (const auto& file : files_)
        if (file->serial == serial) return file.get();
    return nullptr;
}

void Shares::close(std::uint64_t key, Notes& notes) {
    const auto found = std::find_if(files_.begin(), files_.end(), [&](const auto& file) {
        return file->answered && file->key == key;
    });
    if (found == files_.end()) return;
    tell_written(**found, notes);
    if ((*found)->pipe != nullptr && !unfinished_) unfinished_ = (*found)->pipe->unfinished();
    files_.erase(found);
    if (files_.empty()) std::vector<std::unique_ptr<OpenFile>>().swap(files_);
}

std::optional<std::uint64_t> Shares::unfinished_call() const {
    std::optional<std::uint64_t> first = unfinished_;
    for (const auto& file : files_) {
        const auto place = file->pipe == nullptr ? std::nullopt : file->pipe->unfinished();
        if (place && (!first || *place < *first)) first = place;
    }
    return first;
}

void Shares::close_all(Notes& notes) {
    for (const auto& file : files_) tell_written(*file, notes);
    files_.clear();
}

void Shares::write(OpenFile& file, std::uint64_t at, core::Bytes data, std::uint64_t place,
                   Notes& notes) {
    // An unnamed file that is given a DCE/RPC header is a pipe.
    if (file.unnamed && file.pipe == nullptr && file.written == nullptr && data.size() >= 16 &&
        data[0] == 5 && data[1] <= 1) {
        file.kind = ShareKind::pipe;
        file.pipe = std::make_unique<Pipe>("");
    }
    if (file.pipe != nullptr) {
        file.pipe->client(data, place, rpc(), notes);
        return;
    }
    if (data.empty()) return;
    if (file.written == nullptr) file.written = std::make_unique<Written>();
    Written& written = *file.written;
    if (written.in_order && at == written.next)
        written.digest.update(data);
    else
        written.in_order = false;
    written.next = at + data.size();
    written.bytes += data.size();
    if (file.kind != ShareKind::disk) return;
    // nmap's test whether a share can be written, by its fixed name: a check, whatever it leaves behind.
    if (file.name == "nmap-test-file" && notes.has(rules::nmap)) {
        if (written.bytes == data.size()) {
            notes.found(rules::write_test, Grade::likely,
                        {{place - notes.offset(), data.size(), file.share + ", " + file.name}});
            notes.phrase(Weight::listing, "tried to write to " + file.share);
        }
        return;
    }
    if (notes.needs(Stage::payload_delivery))
        notes.reach(Stage::payload_delivery, "bytes written to " + file.name + " on " + file.share);
    if (written.bytes != data.size()) return;  // told at the first write
    const std::string lower = wire::lower_ascii(file.name);
    if (lower.ends_with(".so")) rpc().wrote_library = true;
    notes.phrase(Weight::attack,
                 "wrote " + (file.name.empty() ? "a file" : file.name) + " to " + file.share);
    if (is_admin_share(file.share)) {
        if (const Rule* family = family_of_dropped_file(file.name))
            notes.family_sign(*family, "dropped file", SignWorth::own,
                              {place - notes.offset(), data.size(),
                               file.share + ", bytes written to " + file.name});
        const bool program =
            is_executable_name(file.name) || (data.size() >= 2 && data[0] == 'M' && data[1] == 'Z');
        if (program) rpc().uploaded_program = true;
        if (lower.find("system32") != lower.npos && lower.ends_with(".dll") &&
            rpc().system_libraries.size() < max_libraries)
            rpc().system_libraries.push_back(base_name(lower));
        notes.found(rules::admin_share, program ? Grade::certain : Grade::likely,
                    {{place - notes.offset(), data.size(),
                      file.share + ", bytes written to " + file.name}});
    } else {
        notes.listed(rules::file_delivery, {place - notes.offset(), data.size(),
                                            file.share + ", bytes written to " + file.name});
    }
}

std::unique_ptr<Asked> Shares::rename_on(std::string_view share, std::string_view from,
                                         std::string_view to, NamePlace place, Notes& notes) {
    auto asked = std::make_unique<Asked>(
        Asked{"rename", "renamed", file_words(from, share) + " to " + std::string(to), true});
    // What was brought under a harmless name becomes a program.
    const bool is_program =
        is_admin_share(share) && is_executable_name(to) && !is_executable_name(from);
    if (is_program && notes.has(rules::admin_share)) {
        rpc().uploaded_program = true;
        notes.found(
            rules::admin_share, Grade::likely,
            {{place.offset, place.length, std::string(share) + ", renamed to " + std::string(to)}});
        notes.phrase(Weight::attack, asked->words());
    } else {
        notes.phrase(Weight::listing, asked->words());
    }
    return asked;
}

std::unique_ptr<Asked> Shares::rename(const OpenFile& file, std::string_view to, NamePlace place,
                                      Notes& notes) {
    return rename_on(file.share, file.name, to, place, notes);
}

std::unique_ptr<Asked> Shares::rename(std::uint32_t tree, std::string_view from,
                                      std::string_view to, NamePlace place, Notes& notes) {
    const Tree* found = find_tree(tree);
    return rename_on(found == nullptr ? std::string_view{} : found->share, from, to, place, notes);
}

std::unique_ptr<Asked> Shares::remove(const OpenFile& file, Notes& notes) {
    auto asked = std::make_unique<Asked>(removal(file.name, file.share));
    notes.phrase(Weight::listing, asked->words());
    return asked;
}

std::unique_ptr<Asked> Shares::remove(std::uint32_t tree, std::string_view name, Notes& notes) {
    const Tree* found = find_tree(tree);
    auto asked = std::make_unique<Asked>(
        removal(name, found == nullptr ? std::string_view{} : found->share));
    notes.phrase(Weight::listing, asked->words());
    return asked;
}

void Shares::missing(OpenFile& file) {
    if (file.written != nullptr) file.written->in_order = false;
}

void Shares::read(OpenFile& file, core::Bytes data, Notes& notes) {
    if (file.pipe != nullptr) file.pipe->server(data, notes);
}

void Shares::tell_written(const OpenFile& file, Notes& notes) const {
    if (file.written == nullptr || file.written->bytes == 0) return;
    const Written& written = *file.written;
    std::string words = (file.name.empty() ? "(unnamed)" : file.name) +
                        (file.share.empty() ? "" : " on " + file.share) + ", " +
                        short_digits(written.bytes);
    if (written.in_order) words += ", SHA-256 " + core::to_hex(written.digest.digest());
    notes.story().fact("smb.written", words);
}

void Shares::tell_open_files(Notes& notes) const {
    for (const auto& file : files_) tell_written(*file, notes);
}

std::size_t Shares::memory() const {
    std::size_t bytes = trees_.capacity() * sizeof(Tree) +
                        files_.capacity() * sizeof(std::unique_ptr<OpenFile>) +
                        (rpc_ ? sizeof(RpcMemory) + rpc_->memory() : 0);
    for (const Tree& tree : trees_) bytes += tree.share.capacity();
    constexpr std::size_t digest_state = 256;  // OpenSSL's, as measured
    for (const auto& file : files_) {
        bytes += sizeof *file + file->name.capacity() + file->share.capacity();
        if (file->pipe != nullptr) bytes += file->pipe->memory();
        if (file->written != nullptr) bytes += sizeof(Written) + digest_state;
    }
    return bytes;
}

}  // namespace hitme::recognition::smb
