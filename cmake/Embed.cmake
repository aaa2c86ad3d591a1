# embed_files(OUT FILE…): a C file that holds each FILE as bytes, under its path in the source tree. gcc 12 has no
# #embed, so the bytes go through file(READ … HEX). po/*.po are compiled by msgfmt first and embedded as po/*.mo.
set(EMBED_SCRIPT "${CMAKE_CURRENT_LIST_DIR}/EmbedScript.cmake")

function(embed_files out)
  set(names "")
  set(paths "")
  foreach(name IN LISTS ARGN)
    set(path "${CMAKE_CURRENT_SOURCE_DIR}/${name}")
    if(name MATCHES "\\.po$")
      string(REGEX REPLACE "\\.po$" ".mo" mo "${name}")
      get_filename_component(folder "${CMAKE_CURRENT_BINARY_DIR}/${mo}" DIRECTORY)
      file(MAKE_DIRECTORY "${folder}")
      add_custom_command(OUTPUT "${CMAKE_CURRENT_BINARY_DIR}/${mo}"
        COMMAND "${MSGFMT}" --check --no-hash -o "${CMAKE_CURRENT_BINARY_DIR}/${mo}" "${path}" DEPENDS "${path}" VERBATIM)
      set(name "${mo}")
      set(path "${CMAKE_CURRENT_BINARY_DIR}/${mo}")
    endif()
    list(APPEND names "${name}")
    list(APPEND paths "${path}")
  endforeach()
  set(file "${CMAKE_CURRENT_BINARY_DIR}/embedded_table.c")
  add_custom_command(OUTPUT "${file}"
    COMMAND "${CMAKE_COMMAND}" "-DOUT=${file}" "-DNAMES=${names}" "-DPATHS=${paths}" -P "${EMBED_SCRIPT}"
    DEPENDS ${paths} "${EMBED_SCRIPT}" VERBATIM)
  set(${out} "${file}" PARENT_SCOPE)
endfunction()
