/*
 * page_matter.h - page numbers, running heads and footnotes in a text
 *
 * Shapes  left out of the lines of an extract are
 *           page numbers   "- 3 -", "Page 3 of 9", "[[Page 3]]"; bare figures
 *                          that count up from page to page
 *           running heads  the same line beside page breaks or page numbers,
 *                          three times or more; figures may differ. A number
 *                          alone that opens a point is none
 *           footnotes      from a rule to the end of the page; paragraphs
 *                          that begin with a raised figure, or with a number
 *                          in brackets and the name of a journal
 *           line numbers  of bills: those that count up from line to line
 *           front matter   of Markdown, between two lines "---"
 *         A sentence that a page break cut in two goes on after it.
 * Errors  none.
 * Source  texts taken from PDF by pdftotext, from the GPO and from EUR-Lex.
 */
#ifndef SERVER_REGISTRY_OUTLINE_PAGE_MATTER_H
#define SERVER_REGISTRY_OUTLINE_PAGE_MATTER_H

#include "server/registry/outline/extract.h"

void page_matter_leave_out(struct arena *a, struct extract *f);

#endif
