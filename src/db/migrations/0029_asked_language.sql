-- Who asks for a new password may never have chosen a language: the letter is
-- in that of the page where it was asked for.
ALTER TABLE password_asked ADD COLUMN locale TEXT;
