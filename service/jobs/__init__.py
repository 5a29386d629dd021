"""Work that must not stall the plates or the page: analyses and PDFs, in processes of their own."""
