-- Its tally goes with it. Parameters: :import, :earlier, :lineage.
DELETE FROM pairing WHERE import_id = :import AND earlier_import_id = :earlier AND lineage_id = :lineage;
