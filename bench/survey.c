/* Institutions and their answers, drawn from numbers that depend on nothing but the seed. */
#include "survey.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

const struct survey_word SURVEY_STRATUM[SURVEY_STRATA] = {
    {"city", "都市銀行等"},
    {"regional", "地方銀行"},
    {"regional2", "第二地方銀行"},
    {"shinkin", "信用金庫"},
    {"shinkumi", "信用組合"},
    {"rokin", "労働金庫"},
    {"insurance", "生命保険・損害保険"},
    {"securities", "証券会社等"},
};
const struct survey_word SURVEY_CHOICE[SURVEY_CHOICES] = {
    {"offering", "提供中"}, {"planned", "提供予定"}, {"considering", "検討中"},
    {"none", "予定なし"},   {"no_answer", "無回答"},
};
const struct survey_word SURVEY_NUMBER[SURVEY_NUMBERS] = {
    {"staff", "職員数"},
    {"deposits", "預金残高"},
    {"third_parties", "連携先数"},
};

/* How many of 1,000 institutions are in the strata so far, and what the names in them end in. */
static const unsigned STRATUM_UP_TO[SURVEY_STRATA] = {30, 130, 200, 520, 760, 790, 870, 1000};
static const char *const NAME_END[SURVEY_STRATA] = {"銀行",     "銀行",     "銀行",     "信用金庫",
                                                    "信用組合", "労働金庫", "生命保険", "証券"};

/* Kanji of CP932's extensions (髙 﨑), and such whose second byte is that of a backslash (表 能 ソ), are among them. */
static const char *const PLACE[] = {"青葉台", "白浜町", "朝日岳", "緑ヶ丘", "髙嶋野", "宮﨑原", "能登川", "表参道",
                                    "若草山", "月見坂", "風早浦", "雪ノ下", "夕凪浜", "星見峠", "千歳橋", "竹林寺",
                                    "みなみ", "きたの", "ひがし", "にしの", "ソラノ", "ミドリ", "アサヒ", "サクラ"};
static const char *const MIDDLE[] = {"中央", "第一", "協和", "共栄", "相互", "総合", "みらい", "きずな",
                                     "大和", "振興", "興産", "殖産", "商工", "産業", "あおば", "かがやき"};
static const char *const REMARK[] = {
    "接続先の審査に時間を要している", "利用者からの照会がまだ少ない",     "費用の負担が大きく、判断を見送った",
    "共同センターの対応を待っている", "認証方式の見直しを進めている",     "法人向けは次の更改に合わせる予定",
    "電文の仕様が事業者ごとに異なる", "基準の改訂があれば知らせてほしい", "\"参照系\"に限り、来年度から始める",
    "担当者の確保と育成が課題である", "手数料の考え方, 契約の形を整理中", "体制を整えてから改めて検討したい",
};
#define COUNT(array) (sizeof(array) / sizeof(array)[0])

/* SplitMix64: Steele, Lea, Flood (2014), Fast splittable pseudorandom number generators. */
static uint64_t mix(uint64_t x)
{
    x = (x ^ (x >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    x = (x ^ (x >> 27)) * UINT64_C(0x94D049BB133111EB);
    return x ^ (x >> 31);
}

static uint64_t next(uint64_t *state)
{
    *state += UINT64_C(0x9E3779B97F4A7C15);
    return mix(*state);
}

static unsigned below(uint64_t *state, unsigned limit)
{
    return (unsigned)((next(state) >> 32) * limit >> 32);
}

/* A stream of its own for each institution and purpose. */
static uint64_t stream(const struct survey *survey, uint64_t institution, unsigned purpose)
{
    return mix(mix(survey->seed + UINT64_C(0x9E3779B97F4A7C15)) + institution * 8 + purpose);
}

static int draw_choice(uint64_t *state, int item, int stratum)
{
    unsigned offering = 80 + 25 * (unsigned)item + 20 * (unsigned)(SURVEY_STRATA - stratum);
    unsigned u = below(state, 1000);
    if (u < offering)
        return 0;
    /* Of the others 15, 25, 55 and 5 in a hundred. */
    unsigned rest = (u - offering) * 100 / (1000 - offering);
    return rest < 15 ? 1 : rest < 40 ? 2 : rest < 95 ? 3 : 4;
}

static void make_remark(uint64_t *state, struct survey_row *row)
{
    row->remark[0] = '\0';
    if (below(state, 5) > 0) /* most leave it empty */
        return;
    bool broken = below(state, 20) == 0;
    const char *parts[3];
    for (int i = 0; i < 3; i++)
        parts[i] = REMARK[below(state, COUNT(REMARK))];
    (void)snprintf(row->remark, sizeof row->remark, "%s。%s%s。%s。", parts[0], broken ? "\n" : "", parts[1], parts[2]);
}

void survey_make(const struct survey *survey, uint64_t institution, struct survey_row *row)
{
    /* Who it is does not depend on the wave. Codes rise with gaps, and begin with zeros while they can. */
    uint64_t who = stream(survey, institution, 0);
    uint64_t gap = 100000000 / survey->rows;
    gap = gap > 99 ? 99 : gap;
    uint64_t code = institution * gap + below(&who, (unsigned)gap);
    (void)snprintf(row->code, sizeof row->code, "%08" PRIu64, code % 100000000);
    unsigned u = below(&who, 1000);
    row->stratum = 0;
    while (u >= STRATUM_UP_TO[row->stratum])
        row->stratum++;
    bool company = below(&who, 8) == 0;
    const char *place = PLACE[below(&who, COUNT(PLACE))], *middle = MIDDLE[below(&who, COUNT(MIDDLE))];
    (void)snprintf(row->name, sizeof row->name, "%s%s%s%s", company ? "㈱" : "", place, middle, NAME_END[row->stratum]);

    uint64_t first = stream(survey, institution, 1), second = stream(survey, institution, 2);
    for (int i = 0; i < SURVEY_ITEMS; i++) {
        int choice = draw_choice(&first, i, row->stratum);
        if (survey->wave == 2 && below(&second, 5) == 0)
            choice = (choice + 1 + (int)below(&second, SURVEY_CHOICES - 1)) % SURVEY_CHOICES;
        row->choices[i] = choice;
    }

    uint64_t rest = stream(survey, institution, survey->wave == 2 ? 4 : 3);
    static const unsigned MOST[SURVEY_NUMBERS] = {5000, 90000000, 60};
    for (int i = 0; i < SURVEY_NUMBERS; i++) {
        row->answered[i] = below(&rest, 50) > 0;
        /* The product of two draws: most are small. */
        uint64_t number = below(&rest, MOST[i]);
        number = number * (below(&rest, 1000) + 1) / 1000;
        row->numbers[i] = row->answered[i] ? (double)number : 0;
    }
    row->full_width = below(&rest, 100) == 0;
    make_remark(&rest, row);
}

uint64_t survey_shuffled(const struct survey *survey, uint64_t place)
{
    /* Four rounds of Feistel permute the numbers below the next power of four; those too large are permuted again. */
    unsigned half = 1;
    while ((UINT64_C(1) << (2 * half)) < survey->rows)
        half++;
    uint64_t mask = (UINT64_C(1) << half) - 1;
    do {
        uint64_t left = place >> half, right = place & mask;
        for (unsigned i = 0; i < 4; i++) {
            uint64_t old = right;
            right = left ^ (stream(survey, old, i) & mask);
            left = old;
        }
        place = left << half | right;
    } while (place >= survey->rows);
    return place;
}

bool survey_read_number(const char *text, uint64_t least, uint64_t most, uint64_t *number)
{
    uint64_t value = 0;
    size_t length = strlen(text);
    if (length == 0 || length > 18)
        return false;
    for (size_t i = 0; i < length; i++) {
        if (text[i] < '0' || text[i] > '9')
            return false;
        value = value * 10 + (uint64_t)(text[i] - '0');
    }
    *number = value;
    return value >= least && value <= most;
}
