-- What are the tables called, and what is in them? The statement says; so does this:
SELECT name, sql FROM sqlite_master WHERE type = 'table';
