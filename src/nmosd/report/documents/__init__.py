"""What is written beside the page of a study: tables, workbook, document, figures, script and manifest."""
