* The survey as SPSS writes it.
DATA LIST FREE FILE='survey.txt' /code (A5) name (A60) internet (F8.0) loans (F12.3) kind (A8).
VARIABLE LABELS code 'コード' name '金融機関名' internet '法人インターネットバンキング' loans '貸出金（億円）' kind '業態'.
VALUE LABELS internet 1 '提供中' 2 '検討中' 9 '無回答' /kind 'bank' '銀行' 'shinkin' '信用金庫'.
MISSING VALUES internet (9).
SAVE OUTFILE='plain.sav' /UNCOMPRESSED.
SAVE OUTFILE='compressed.sav' /COMPRESSED.
SAVE OUTFILE='survey.zsav' /ZCOMPRESSED.
EXPORT OUTFILE='survey.por'.
