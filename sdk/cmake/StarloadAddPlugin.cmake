# What a plugin's CMakeLists.txt calls; part of find_package(Starload).
#
# starload_add_plugin(name source...): a loadable plugin `name.so` that exports sl_plugin_query and nothing else.
# starload_add_plugin_check(name [argument...]): a test `name.plugin_check` that runs starload-plugin-check on it;
#   arguments are handed on (--set key=value).
#
# -fvisibility=hidden alone does not do it: libstdc++'s std::to_chars tables are STB_GNU_UNIQUE symbols, which would be
# exported all the same and would keep the library loaded after dlclose. The version script stops that.

set(STARLOAD_PLUGIN_VERSION_SCRIPT ${CMAKE_CURRENT_LIST_DIR}/plugin.map)

function(starload_add_plugin name)
  if(NOT name MATCHES "^[a-z0-9_]+$")
    message(FATAL_ERROR "starload_add_plugin: the name '${name}' is not of the form [a-z0-9_]+")
  endif()
  add_library(${name} MODULE ${ARGN})
  target_link_libraries(${name} PRIVATE Starload::sdk)
  set_target_properties(${name} PROPERTIES
    PREFIX "" SUFFIX ".so" POSITION_INDEPENDENT_CODE ON
    C_VISIBILITY_PRESET hidden CXX_VISIBILITY_PRESET hidden VISIBILITY_INLINES_HIDDEN ON)
  if(STARLOAD_PLUGIN_OUTPUT_DIRECTORY)
    set_target_properties(${name} PROPERTIES LIBRARY_OUTPUT_DIRECTORY ${STARLOAD_PLUGIN_OUTPUT_DIRECTORY})
  endif()
  target_link_options(${name} PRIVATE
    -Wl,--version-script=${STARLOAD_PLUGIN_VERSION_SCRIPT} -Wl,--exclude-libs,ALL -Wl,-z,relro,-z,now)
  if(NOT CMAKE_CXX_FLAGS MATCHES "-fsanitize")
    target_link_options(${name} PRIVATE -Wl,-z,defs)
  endif()
  set_property(TARGET ${name} APPEND PROPERTY LINK_DEPENDS ${STARLOAD_PLUGIN_VERSION_SCRIPT})
endfunction()

function(starload_add_plugin_check name)
  add_test(NAME ${name}.plugin_check COMMAND Starload::plugin_check $<TARGET_FILE:${name}> ${ARGN})
  _starload_sanitizer_library(library)
  if(library)
    set_tests_properties(${name}.plugin_check PROPERTIES ENVIRONMENT LD_PRELOAD=${library})
  endif()
endfunction()

# A sanitizer that the plugin is built with has to be in the process before anything else: starload-plugin-check has none.
function(_starload_sanitizer_library result)
  set(${result} "" PARENT_SCOPE)
  if(NOT CMAKE_CXX_FLAGS MATCHES "-fsanitize=([a-z]+,)*(address|thread)")
    return()
  endif()
  string(REGEX REPLACE "^(.).*" "\\1san" kind ${CMAKE_MATCH_2})
  set(file lib${kind}.so)
  if(CMAKE_CXX_COMPILER_ID MATCHES "Clang")  # needs -shared-libsan
    set(file libclang_rt.${kind}-${CMAKE_SYSTEM_PROCESSOR}.so)
  endif()
  execute_process(COMMAND ${CMAKE_CXX_COMPILER} -print-file-name=${file}
    OUTPUT_VARIABLE path OUTPUT_STRIP_TRAILING_WHITESPACE)
  set(${result} ${path} PARENT_SCOPE)
endfunction()
