/*
 * pdf.h - the words of a PDF, by poppler's pdftotext
 *
 * Shapes  a child process without options, as anybody may run it: the same
 *         PDF gives the same bytes, and so the same edition. It has nothing
 *         of ours but the PDF: no environment, no other open file.
 * Units   it may take PDF_SECONDS, PDF_MEMORY bytes, and write TEXT_BYTES_MAX.
 * Errors  ERR_INVALID: pdftotext is not installed, cannot read the PDF, or
 *         passes a limit; no words in it.
 * Source  poppler-utils.
 */
#ifndef SERVER_FETCH_PDF_H
#define SERVER_FETCH_PDF_H

#include "lib/base/arena.h"

#define PDF_SECONDS 60
#define PDF_MEMORY  (1u << 30)

bool pdf_is(struct str bytes);

/* *converter is its name and version: "pdftotext 22.12.0". */
MUST_CHECK enum err_code pdf_to_text(struct arena *a, struct str pdf,
                                     struct str *out, const char **converter,
                                     struct err *e);

#endif
