/*
 * version.h - the version of the program
 *
 * Shapes  MAJOR.MINOR.PATCH.
 * Errors  none.
 * Source  semver.org.
 */
#ifndef SERVER_VERSION_H
#define SERVER_VERSION_H

#define VERSION "0.1.0"

#endif
