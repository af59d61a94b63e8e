"""The search: indexes of what is public, one for each language and year, made by Pagefind and read by the browser."""
