# What `cmake --install` puts where. Component `runtime`: the command and the built-in plugins; `dev`: the SDK.
#
# The plugin directory is found from the program (../lib/starload/plugins), so it is no multiarch directory.
include(CMakePackageConfigHelpers)

set(STARLOAD_INSTALL_PLUGINDIR lib/starload/plugins)
set(STARLOAD_INSTALL_CMAKEDIR lib/cmake/Starload)
file(STRINGS ${PROJECT_SOURCE_DIR}/sdk/include/starload/abi/base.h abi_line REGEX "define SL_ABI_VERSION_TEXT")
string(REGEX REPLACE ".*\"([0-9.]+)\".*" "\\1" STARLOAD_ABI_VERSION "${abi_line}")

install(TARGETS starload RUNTIME DESTINATION bin COMPONENT runtime)
install(TARGETS csv json map_row_json stream_load transaction at_least_once exactly_once
  LIBRARY DESTINATION ${STARLOAD_INSTALL_PLUGINDIR} COMPONENT runtime)

install(TARGETS starload_sdk starload-plugin-check EXPORT StarloadTargets
  RUNTIME DESTINATION bin COMPONENT dev)
install(DIRECTORY ${PROJECT_SOURCE_DIR}/sdk/include/starload DESTINATION include COMPONENT dev)
install(EXPORT StarloadTargets NAMESPACE Starload:: DESTINATION ${STARLOAD_INSTALL_CMAKEDIR} COMPONENT dev)
install(FILES ${PROJECT_SOURCE_DIR}/sdk/cmake/StarloadAddPlugin.cmake ${PROJECT_SOURCE_DIR}/sdk/cmake/plugin.map
  DESTINATION ${STARLOAD_INSTALL_CMAKEDIR} COMPONENT dev)

configure_package_config_file(${PROJECT_SOURCE_DIR}/sdk/cmake/StarloadConfig.cmake.in
  ${PROJECT_BINARY_DIR}/install/StarloadConfig.cmake
  INSTALL_DESTINATION ${STARLOAD_INSTALL_CMAKEDIR} PATH_VARS STARLOAD_INSTALL_PLUGINDIR)
write_basic_package_version_file(${PROJECT_BINARY_DIR}/install/StarloadConfigVersion.cmake
  VERSION ${PROJECT_VERSION} COMPATIBILITY SameMajorVersion)
install(FILES ${PROJECT_BINARY_DIR}/install/StarloadConfig.cmake ${PROJECT_BINARY_DIR}/install/StarloadConfigVersion.cmake
  DESTINATION ${STARLOAD_INSTALL_CMAKEDIR} COMPONENT dev)
foreach(name starload-sdk starload-plugin)
  configure_file(${PROJECT_SOURCE_DIR}/sdk/pkgconfig/${name}.pc.in ${PROJECT_BINARY_DIR}/install/${name}.pc @ONLY)
  install(FILES ${PROJECT_BINARY_DIR}/install/${name}.pc DESTINATION share/pkgconfig COMPONENT dev)
endforeach()

install(FILES ${PROJECT_SOURCE_DIR}/README.md ${PROJECT_SOURCE_DIR}/CHANGELOG.md
  DESTINATION share/doc/starload COMPONENT runtime)
install(FILES ${PROJECT_SOURCE_DIR}/docs/plugins.md ${PROJECT_SOURCE_DIR}/docs/abi-policy.md
  ${PROJECT_SOURCE_DIR}/docs/row-format.md DESTINATION share/doc/starload-dev COMPONENT dev)

# Man pages, out of what the programs print of themselves, where help2man is installed.
find_program(STARLOAD_HELP2MAN help2man)
if(STARLOAD_HELP2MAN)
  # add_man_page(program component summary)
  function(add_man_page program component summary)
    set(page ${PROJECT_BINARY_DIR}/man/${program}.1)
    set(sources ${PROJECT_SOURCE_DIR}/cmake/man)
    add_custom_command(OUTPUT ${page}.gz
      COMMAND ${CMAKE_COMMAND} -E make_directory ${PROJECT_BINARY_DIR}/man
      COMMAND ${CMAKE_COMMAND} -E env PROGRAM=$<TARGET_FILE:${program}> ${STARLOAD_HELP2MAN} --no-info --section=1 --name=${summary}
        --version-string=${PROJECT_VERSION} --include=${sources}/${program}.in --output=${page} ${sources}/${program}
      COMMAND gzip -9nf ${page}
      DEPENDS ${program} ${sources}/${program} ${sources}/${program}.in VERBATIM)
    add_custom_target(${program}_man ALL DEPENDS ${page}.gz)
    install(FILES ${page}.gz DESTINATION share/man/man1 COMPONENT ${component})
  endfunction()
  add_man_page(starload runtime "load rows into StarRocks")
  add_man_page(starload-plugin-check dev "does a plugin of starload keep what the ABI promises?")
endif()
include(StarloadPackages)
