ASCII SPSS PORT FILE                    ASCII SPSS PORT FILE                    
ASCII SPSS PORT FILE                    ASCII SPSS PORT FILE                    
ASCII SPSS PORT FILE                    0000000000000000000000000000000000000000
0000000000000000000000000123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrst
uvwxyz .<(+|&[]!$*);^-/|,%_>?`:$@'="000000~-0000123456789000-()0{}\0000000000000
00000000000000000000000000000000000000000000000000000000SPSSPORTA8/202611246/080
8121E/GNU pspp 1.6.23J/x86_64-pc-linux-gnu45/5B/75/4/CODE1/5/0/1/5/0/C9/コー�
�720/4/NAME1/20/0/1/20/0/CF/金融機関名70/8/INTERNET5/8/0/5/8/0/89/C1C/法�
�インターネットバンキング70/5/LOANS5/D/3/5/D/3/CL/貸出金（億円
）78/4/KIND1/8/0/1/8/0/C6/業態D1/8/INTERNET3/1/9/提供中2/9/検討中9/9/�
�回答D1/4/KIND2/8/bank    6/銀行8/shinkin C/信用金庫F5/0012320/架空銀
行                                                1/1B4.F/8/bank    5/0004520/�
��示信用金庫                                          2/.3/8/shinkin 5/0100
020/見本信用組合                                          9/1713A/8/other 
  5/0000720/仮設信用金庫                                          *.*.8/sh
inkin 5/0020020/模擬銀行                                                1/-2
.7F/8/bank    5/0031120/試験信用金庫                                      
    3/DLFKB3.9TL/8/        ZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZ
