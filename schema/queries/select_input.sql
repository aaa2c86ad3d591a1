-- Parameter: :sha256. Column: bytes; no row where it is not kept.
SELECT bytes FROM input WHERE sha256 = :sha256;
