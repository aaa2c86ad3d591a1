# plots/page.gp: what every picture begins with: the page, its title and its foot.
# Arguments, set by the lines before this one:
#   width, height                     pixels
#   font, text_size                   of texts without a size of their own
#   page_count, page_text[], page_y[], page_size[]   lines of text: their middle in pixels from the top, size in pixels
#   formats[], outputs[]              the pictures to write: 'svg', 'png', 'pdf' or 'text', and the file
#   cell_columns, cell_rows, cell_colour   of a picture of characters: its size, and whether it has colours
#   data                              the name of a datablock or file, tab-separated, # begins a comment,
#                                     NaN is a number that is missing
# Output: plots/write.gp draws what is set here and in plots/KIND.gp into every file.
set encoding utf8
set datafile separator "\t"
set key off
x(pixels) = pixels / (1.0 * width)
y(pixels) = 1 - pixels / (1.0 * height)
font_of(size) = sprintf(',%g', size)

# pngcairo counts points at 96 dpi where svg counts pixels
svg = sprintf("svg size %d,%d font '%s,%d' noenhanced background rgb 'white'", width, height, font, text_size)
png = sprintf("pngcairo size %d,%d font '%s,%d' fontscale 0.75 pointscale 1.3 linewidth 1.2 noenhanced background rgb 'white'", \
              width, height, font, text_size)
pdf = sprintf("pdfcairo size %gin,%gin font '%s,%d' fontscale 0.75 pointscale 0.6 linewidth 0.6 noenhanced background rgb 'white'", \
              width / 96.0, height / 96.0, font, text_size)
text = sprintf("dumb size %d,%d noenhanced nofeed %s", cell_columns, cell_rows, cell_colour ? 'ansi256' : 'mono')
is_text = formats[1] eq 'text'

do for [i = 1:page_count] {
    set label page_text[i] at screen x(margin), screen y(page_y[i]) left font font_of(page_size[i]) \
        textcolor rgb (page_size[i] > text_size ? '#111111' : '#444444')
}
eval 'set terminal '.value(formats[1])
set output outputs[1]
