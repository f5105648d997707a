# `cpack` in the build folder: the Debian packages starload and starload-dev.
set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME starload)
set(CPACK_PACKAGE_CONTACT "Starload developers <starload@localhost>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "loads rows into StarRocks")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_COMPONENTS_ALL runtime dev)
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)

set(CPACK_DEBIAN_RUNTIME_PACKAGE_NAME starload)
set(CPACK_DEBIAN_RUNTIME_PACKAGE_SECTION database)
set(CPACK_COMPONENT_RUNTIME_DESCRIPTION "The starload command and its plugins:
 loads files and streams of rows into StarRocks, exactly once where that is
 asked for. Serializers, transports and semantics are plugins.")
set(CPACK_DEBIAN_DEV_PACKAGE_NAME starload-dev)
set(CPACK_DEBIAN_DEV_PACKAGE_SECTION libdevel)
set(CPACK_DEBIAN_DEV_PACKAGE_DEPENDS "starload (= ${PROJECT_VERSION})")
set(CPACK_COMPONENT_DEV_DESCRIPTION "SDK for plugins of starload:
 C11 and C++20 headers, test kit, CMake and pkg-config files, and
 starload-plugin-check.")

# What Debian wants beside the files of each package; lintian then has nothing to say (tests/sdk/packages.sh).
set(debian ${PROJECT_BINARY_DIR}/debian)
string(TIMESTAMP STARLOAD_CHANGELOG_DATE "%a, %d %b %Y %H:%M:%S +0000" UTC)
foreach(component runtime dev)
  string(TOUPPER ${component} upper)
  set(package ${CPACK_DEBIAN_${upper}_PACKAGE_NAME})
  configure_file(${PROJECT_SOURCE_DIR}/cmake/debian/changelog.in ${debian}/${package}/changelog @ONLY)
  execute_process(COMMAND gzip -9nf ${debian}/${package}/changelog)
  install(FILES ${debian}/${package}/changelog.gz ${PROJECT_SOURCE_DIR}/cmake/debian/copyright
    DESTINATION share/doc/${package} COMPONENT ${component})
  install(FILES ${PROJECT_SOURCE_DIR}/cmake/debian/${package}.lintian-overrides
    DESTINATION share/lintian/overrides RENAME ${package} COMPONENT ${component})
endforeach()
include(CPack)
