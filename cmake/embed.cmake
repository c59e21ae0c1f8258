# embed_folder(TARGET FOLDER FALLBACK): puts every file below FOLDER into TARGET, gzipped, with a table of them
# (console/api/assets.h, embedded_assets). Where FOLDER has no files, FALLBACK becomes index.html; the build looks again
# each time, so that files which appear later are taken up.
find_program(HITME_GZIP gzip REQUIRED)

function(embed_folder target folder fallback)
    file(GLOB_RECURSE names CONFIGURE_DEPENDS LIST_DIRECTORIES false RELATIVE ${folder} ${folder}/*)
    list(FILTER names EXCLUDE REGEX "(^|/)\\.") # stamps and other hidden files
    list(SORT names)
    if(NOT "index.html" IN_LIST names)
        set(names index.html)
        set(only_fallback TRUE)
        message(STATUS "no ${folder}/index.html: the program will carry a page that says how to build it")
    endif()

    set(out ${CMAKE_CURRENT_BINARY_DIR}/embedded)
    file(MAKE_DIRECTORY ${out})
    set(zipped)
    set(code "# Made by cmake/embed.cmake.\n.section .rodata\n")
    set(symbols "")
    set(rows "")
    set(index 0)
    foreach(name IN LISTS names)
        set(source ${folder}/${name})
        if(only_fallback)
            set(source ${fallback})
        endif()
        set(gz ${out}/${index}.gz)
        # -n leaves name and time out, so that the same file gives the same bytes.
        add_custom_command(OUTPUT ${gz}
            COMMAND ${HITME_GZIP} -9nc ${source} > ${gz}
            DEPENDS ${source} VERBATIM)
        list(APPEND zipped ${gz})
        string(APPEND code ".global hitme_asset_${index}\nhitme_asset_${index}:\n.incbin \"${gz}\"\n"
                           ".global hitme_asset_${index}_end\nhitme_asset_${index}_end:\n.byte 0\n")
        string(APPEND symbols "extern const char hitme_asset_${index}[];\nextern const char hitme_asset_${index}_end[];\n")
        string(APPEND rows "        {\"${name}\", {hitme_asset_${index}, "
                           "static_cast<std::size_t>(hitme_asset_${index}_end - hitme_asset_${index})}},\n")
        math(EXPR index "${index} + 1")
    endforeach()
    string(APPEND code ".section .note.GNU-stack,\"\",@progbits\n")

    file(CONFIGURE OUTPUT ${out}/assets.S CONTENT "${code}" @ONLY)
    file(CONFIGURE OUTPUT ${out}/assets_table.cpp @ONLY CONTENT "// Made by cmake/embed.cmake.
#include \"console/api/assets.h\"

extern \"C\" {
${symbols}}

namespace hitme::console::api {

std::span<const Asset> embedded_assets() {
    static const Asset all[] = {
${rows}    };
    return all;
}

}  // namespace hitme::console::api
")
    set_source_files_properties(${out}/assets.S PROPERTIES OBJECT_DEPENDS "${zipped}")
    # On its own, because the C++ warning flags are none of the assembler's.
    add_library(${target}_assets OBJECT ${out}/assets.S)
    target_sources(${target} PRIVATE ${out}/assets_table.cpp $<TARGET_OBJECTS:${target}_assets>)
endfunction()
