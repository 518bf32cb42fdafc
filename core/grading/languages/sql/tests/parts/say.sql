CREATE VIEW say AS SELECT word AS said FROM input;
